import { hash32 } from '../../core/rng.js';
import { gradientNoise } from '../gradient-noise.js';
import type { HeightField } from '../lunar/stamp-crater.js';
import { smoothField, smoothStep } from './smooth-field.js';

/** Ridges that wind has cut out of soft rock. Lengths in metres. */
export interface YardangOptions {
  readonly seed: number;
  /** From ridge to ridge. */
  readonly spacing: number;
  /** Length of a ridge over that spacing. */
  readonly elongation: number;
  readonly height: number;
  /** As in {@link ./dunes.ts}. */
  readonly wind: number;
  /** Where there are any: where noise with a spread of 1 is above this. */
  readonly threshold: number;
}

/** Cells of gradient noise from ridge to ridge. */
const RIDGES = 1.7;

/** Cuts grooves along the wind, in patches; ridges keep the height of the ground, narrow down the wind and have steep sides. */
export function cutYardangs(field: HeightField, options: YardangOptions): void {
  const { width, height, pixel, heights } = field;
  const { seed, spacing, elongation, wind, threshold } = options;
  const smooth = (label: number, length: number): Float32Array =>
    smoothField({
      ...{ seed: hash32(seed ^ label), width, height, wavelength: length / pixel },
      ...{ octaves: 2, hurst: 1 },
    });
  const patches = smooth(0x11, Math.max(20 * spacing, (width * pixel) / 3));
  const bends = smooth(0x22, 9 * spacing);
  const [cos, sin] = [Math.cos(wind), Math.sin(wind)];
  const ridges = hash32(seed ^ 0x33);
  for (let r = 0, i = 0; r < height; r++) {
    for (let c = 0; c < width; c++, i++) {
      if (patches[i] <= threshold) continue;
      const along = ((c * cos + r * sin) * pixel) / (spacing * elongation) + 0.3 * bends[i];
      const across = (RIDGES * (r * cos - c * sin) * pixel) / spacing + 0.2 * bends[i];
      const coarse = gradientNoise(along, across, ridges);
      const fine = gradientNoise(3.1 * along + 17, 2.3 * across + 5, ridges);
      const groove = 1 - smoothStep(-0.2, 0.35, coarse + 0.25 * fine);
      heights[i] -= options.height * groove * smoothStep(threshold, threshold + 0.4, patches[i]);
    }
  }
}
