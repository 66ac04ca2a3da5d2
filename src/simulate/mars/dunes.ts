import { hash32 } from '../../core/rng.js';
import type { HeightField } from '../lunar/stamp-crater.js';
import { smoothField, smoothStep } from './smooth-field.js';

/** A field of dunes or, at short wavelengths, of ripples. Lengths in metres. */
export interface DuneOptions {
  readonly seed: number;
  /** From crest to crest. */
  readonly wavelength: number;
  /** Height over wavelength. */
  readonly steepness: number;
  /** Where the wind blows to, radians from +x (columns) to +y (rows, DOWN). */
  readonly wind: number;
  /** Share of the ground that is covered, about. */
  readonly cover: number;
}

/** Share of a wavelength that is the gentle side. */
const WINDWARD = 0.8;

const PROFILE = Float32Array.from({ length: 1025 }, (_, i) => {
  const u = i / 1024;
  const t = u < WINDWARD ? u / WINDWARD : (1 - u) / (1 - WINDWARD);
  return 0.5 - 0.5 * Math.cos(Math.PI * t);
});

/**
 * Adds dunes in patches and gives the share of sand per sample, 0 to 1. Crests are the lines of equal phase of a wave under a complex
 * random factor: where that is 0, crests end and join as they do in nature. Their slip faces look down the wind, near the angle of repose
 * for a steepness of 0.06.
 */
export function addDunes(field: HeightField, options: DuneOptions): Float32Array {
  const { width, height, pixel, heights } = field;
  const { seed, wavelength, steepness, wind, cover } = options;
  const noise = (label: number, length: number, octaves: number): Float32Array =>
    smoothField({ seed: hash32(seed ^ label), width, height, wavelength: length / pixel, octaves, hurst: 1 });
  const patches = noise(0x1f, Math.max(14 * wavelength, (width * pixel) / 4), 3);
  const real = noise(0x2d, 6 * wavelength, 2);
  const imaginary = noise(0x35, 6 * wavelength, 2);
  const edge = quantileOfNormal(1 - cover);
  const [perCol, perRow] = [Math.cos(wind), Math.sin(wind)].map((d) => (d * pixel) / wavelength);
  const sand = new Float32Array(heights.length);
  for (let r = 0, i = 0; r < height; r++) {
    for (let c = 0; c < width; c++, i++) {
      if (patches[i] <= edge) continue;
      sand[i] = smoothStep(edge, edge + 0.7, patches[i]);
      const [x, y] = [0.7 + real[i], imaginary[i]];
      const phase = c * perCol! + r * perRow! + Math.atan2(y, x) / (2 * Math.PI);
      const size = Math.min(1, Math.sqrt(x * x + y * y));
      const profile = PROFILE[((phase - Math.floor(phase)) * 1024) | 0];
      heights[i] += steepness * wavelength * sand[i] * (size * profile + 0.3 * sand[i]);
    }
  }
  return sand;
}

/** Of the standard normal distribution, within 0.005 (Abramowitz and Stegun 26.2.22). */
function quantileOfNormal(share: number): number {
  const tail = Math.min(share, 1 - share);
  const t = Math.sqrt(-2 * Math.log(Math.max(tail, 1e-6)));
  const x = t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t);
  return share < 0.5 ? -x : x;
}
