import { hash32 } from '../../core/rng.js';
import { castShadows } from './cast-shadows.js';
import { normalQuantiles, quantileAt } from './fast-normals.js';
import { shadeLunarLambert } from './lunar-lambert.js';
import { spreadPoints } from './point-spread.js';
import { splineNoise } from './spline-noise.js';
import type { HeightField } from './stamp-crater.js';
import type { Sun } from './sun.js';

/** How a camera in the zenith sees a terrain. */
export interface LunarImageOptions {
  /** Decides the noise. */
  readonly seed: number;
  readonly sun: Sun;
  /** Standard deviation of the point spread in pixels. */
  readonly spread: number;
  /** Signal to noise ratio of flat ground; shot noise, and a quarter of it as read noise everywhere. */
  readonly snr: number;
  /** Digital number of flat ground of mean albedo; the darkest is {@link DARK}, the brightest 4095. */
  readonly exposure: number;
}

/** Digital number without light. */
const DARK = 32;
const BRIGHTEST = 4095;

/** Light from sunlit slopes in shadows, as a share of the normal albedo. */
const SCATTERED = 0.02;

/**
 * Image in digital numbers (integers): lunar-Lambert reflectance times albedo, without light where the Sun is hidden, spread, noisy and
 * rounded. `albedo` is relative to its mean of 1. Grid and pixels are those of the terrain.
 */
export function lunarImage(
  field: HeightField,
  albedo: Float32Array,
  options: LunarImageOptions,
): Float32Array {
  const { width, height } = field;
  const { sun, spread, snr, exposure, seed } = options;
  const light = shadeLunarLambert(field, sun);
  const lit = castShadows(field, sun);
  for (let i = 0; i < light.length; i++) light[i] = albedo[i] * (light[i] * lit[i] + SCATTERED);
  const image = spread > 0 ? spreadPoints(light, width, height, spread) : light;
  const gain = (exposure - DARK) / (flatLight(sun) + SCATTERED);
  const quantiles = normalQuantiles();
  const stream = hash32(seed);
  const noise = (exposure - DARK) / snr;
  const perSignal = (noise * noise * (1 - 1 / 16)) / (exposure - DARK);
  const read = (noise * noise) / 16;
  for (let i = 0; i < image.length; i++) {
    const signal = image[i] * gain;
    const dn = DARK + signal + Math.sqrt(read + perSignal * signal) * quantiles[quantileAt(stream, i)];
    image[i] = dn < 1 ? 1 : dn > BRIGHTEST ? BRIGHTEST : Math.floor(dn + 0.5);
  }
  return image;
}

function flatLight(sun: Sun): number {
  const flat = { width: 1, height: 1, pixel: 1, heights: new Float32Array(1) };
  return shadeLunarLambert(flat, sun)[0];
}

/**
 * Albedo relative to its mean of 1, independent of the relief: log-normal with a spread of `contrast`, patches of a few to some
 * hundred pixels, about as strong at every scale.
 */
export function lunarAlbedo(seed: number, width: number, height: number, contrast: number): Float32Array {
  const levels = Math.max(3, Math.floor(Math.log2(Math.max(width, height))) - 1);
  const gains = Array.from({ length: levels }, (_, k) => (k < 2 ? 0 : 1.3 ** (k - levels)));
  const spread = (151 / 315) * Math.sqrt(gains.reduce((s, g) => s + g * g, 0));
  const albedo = splineNoise({ seed: hash32(seed ^ 0x6a09e667), width, height, gains });
  for (let i = 0; i < albedo.length; i++) albedo[i] = Math.exp((contrast / spread) * albedo[i]);
  return albedo;
}
