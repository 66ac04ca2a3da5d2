import { splineNoise } from '../lunar/spline-noise.js';

/** Noise with one dominant wavelength, mean about 0 and standard deviation about 1. */
export interface SmoothField {
  readonly seed: number;
  /** Size in samples. */
  readonly width: number;
  readonly height: number;
  /** Samples, rounded to a power of two. */
  readonly wavelength: number;
  /** Doublings of the wavelength below the dominant one that are there, too: raggedness. */
  readonly octaves: number;
  /** How their spread falls with their wavelength: `wavelength^hurst`. */
  readonly hurst: number;
}

/** Hills and hollows of B-spline noise are about three spacings of its lattice apart. */
const SPACINGS = 3;

/** Standard deviation of the noise for a gain of 1: the septic B-spline at 0. */
const SPREAD = 151 / 315;

export function smoothField({ seed, width, height, wavelength, octaves, hurst }: SmoothField): Float32Array {
  const top = Math.max(2, Math.round(Math.log2(wavelength / SPACINGS)));
  const gains = Array.from({ length: top + 1 }, (_, k) =>
    top - k <= octaves ? 2 ** (hurst * (k - top)) : 0,
  );
  const spread = SPREAD * Math.hypot(...gains);
  return splineNoise({ seed, width, height, gains: gains.map((g) => g / spread) });
}

/** 0 below `low`, 1 above `high`, without a kink between. */
export function smoothStep(low: number, high: number, v: number): number {
  const t = Math.min(Math.max((v - low) / (high - low), 0), 1);
  return t * t * (3 - 2 * t);
}
