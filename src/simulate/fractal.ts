import { hash32 } from '../core/rng.js';
import { gradientNoise, NOISE_STD } from './gradient-noise.js';

/** Self-affine rough surface: octaves of gradient noise, amplitude ∝ wavelength^hurst. */
export interface Fractal {
  readonly seed: number;
  /** Root mean square height in metres. */
  readonly rms: number;
  /** Longest and shortest wavelength in metres; there is no relief below the shortest. */
  readonly longest: number;
  readonly shortest: number;
  /** 0 (jagged) to 1 (smooth); natural terrain lies between 0.6 and 0.95. */
  readonly hurst: number;
}

/** The surface in two parts that add up to it. */
export interface FractalSurface {
  /** Wavelengths above the split, as a function of position. */
  coarse(x: number, y: number): number;
  /** The shorter ones. */
  fine(x: number, y: number): number;
}

/**
 * Every octave is turned against the one before, so that lattice directions do not add up to visible rows.
 *
 * @param split shortest wavelength of the coarse part in metres
 */
export function fractalSurface(fractal: Fractal, split: number): FractalSurface {
  const { seed, rms, longest, shortest, hurst } = fractal;
  const octaves = Math.max(1, Math.floor(Math.log2(longest / shortest)) + 1);
  const amplitudes = Array.from({ length: octaves }, (_, i) => 2 ** (-i * hurst));
  const norm = rms / (NOISE_STD * Math.sqrt(amplitudes.reduce((s, a) => s + a * a, 0)));
  const seeds = Int32Array.from(amplitudes, (_, i) => hash32(seed + i * 0x3c6ef372));
  const gain = Float64Array.from(amplitudes, (a) => a * norm);
  const cos = Float64Array.from(amplitudes, (_, i) => (Math.cos(i * 0.61) * 2 ** i) / longest);
  const sin = Float64Array.from(amplitudes, (_, i) => (Math.sin(i * 0.61) * 2 ** i) / longest);
  const sum =
    (from: number, to: number) =>
    (x: number, y: number): number => {
      let h = 0;
      for (let i = from; i < to; i++) {
        const u = cos[i] * x - sin[i] * y;
        const v = sin[i] * x + cos[i] * y;
        h += gain[i] * gradientNoise(u, v, seeds[i]);
      }
      return h;
    };
  const first = Math.min(Math.max(Math.floor(Math.log2(longest / split)) + 1, 0), octaves);
  return { coarse: sum(0, first), fine: sum(first, octaves) };
}
