import { hash32 } from '../../core/rng.js';
import { castShadows } from '../lunar/cast-shadows.js';
import { normalQuantiles, quantileAt } from '../lunar/fast-normals.js';
import { lunarLambert } from '../lunar/lunar-lambert.js';
import { spreadPoints } from '../lunar/point-spread.js';
import type { HeightField } from '../lunar/stamp-crater.js';
import { type Sun, sunVector } from '../lunar/sun.js';
import { smoothField } from './smooth-field.js';

/** How a camera in the zenith sees a terrain through the dusty air of Mars. */
export interface MarsImageOptions {
  /** Decides haze and noise. */
  readonly seed: number;
  readonly sun: Sun;
  /** Share of the Lommel-Seeliger term of the surface's reflectance, 0 (Lambert) to 1. */
  readonly lunar: number;
  /** Share of the light on flat ground that comes from the sky, from all sides: it reaches shadows. */
  readonly sky: number;
  /** Share of the light at the camera that the air has scattered into its way: added everywhere, and taken from the contrast. */
  readonly haze: number;
  /** Spread of the haze over the scene, as a share of it. */
  readonly clouds: number;
  /** Standard deviation of the point spread in pixels. */
  readonly spread: number;
  /** Signal to noise ratio of flat ground. */
  readonly snr: number;
  /** Grey level of flat ground of mean albedo. */
  readonly exposure: number;
}

const BRIGHTEST = 255;

/**
 * Image in grey levels 1 to 255 (integers; 0 would be no data). `albedo` is relative to its mean of about 1. Grid and pixels are those of
 * the terrain.
 */
export function marsImage(field: HeightField, albedo: Float32Array, options: MarsImageOptions): Float32Array {
  const { width, height } = field;
  const { haze, clouds, exposure, seed, spread, snr } = options;
  const light = groundLight(field, options);
  for (let i = 0; i < light.length; i++) light[i] *= albedo[i];
  const image = spread > 0 ? spreadPoints(light, width, height, spread) : light;
  const dust = smoothField({
    ...{ seed: hash32(seed ^ 0x77), width, height },
    ...{ wavelength: width / 1.5, octaves: 3, hurst: 1 },
  });
  const quantiles = normalQuantiles();
  const stream = hash32(seed);
  const noise = exposure / snr;
  for (let i = 0; i < image.length; i++) {
    const air = haze * Math.max(0, 1 + clouds * dust[i]);
    const signal = exposure * ((1 - air) * image[i] + air);
    const grey =
      signal + noise * Math.sqrt(Math.max(signal, 0) / exposure) * quantiles[quantileAt(stream, i)];
    image[i] = grey < 1 ? 1 : grey > BRIGHTEST ? BRIGHTEST : Math.floor(grey + 0.5);
  }
  return image;
}

/** Light from every sample towards the zenith, 1 for flat ground of albedo 1. Slopes as in {@link shadeLunarLambert}. */
function groundLight(field: HeightField, { sun, lunar, sky }: MarsImageOptions): Float32Array {
  const { width, height, pixel, heights } = field;
  const [sunCol, sunRow, sunUp] = sunVector(sun);
  const lit = castShadows(field, sun);
  const direct = (1 - sky) / lunarLambert(sunUp, 1, lunar);
  const light = new Float32Array(heights.length);
  for (let r = 0; r < height; r++) {
    const up = r > 0 ? width : 0;
    const down = r < height - 1 ? width : 0;
    const perRow = up + down > 0 ? width / ((up + down) * pixel) : 0;
    for (let c = 0, i = r * width; c < width; c++, i++) {
      const left = c > 0 ? 1 : 0;
      const right = c < width - 1 ? 1 : 0;
      const p = (heights[i + right] - heights[i - left]) / (Math.max(left + right, 1) * pixel);
      const q = (heights[i + down] - heights[i - up]) * perRow;
      const mu = 1 / Math.sqrt(1 + p * p + q * q);
      const sunlight = lit[i] === 0 ? 0 : lunarLambert((sunUp - p * sunCol - q * sunRow) * mu, mu, lunar);
      // A slope sees the part (1 + mu) / 2 of the sky.
      light[i] = direct * sunlight + (sky * (1 + mu)) / 2;
    }
  }
  return light;
}
