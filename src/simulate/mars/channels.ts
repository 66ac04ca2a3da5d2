import type { HeightField } from '../lunar/stamp-crater.js';
import { gradientLengths } from './contour-distance.js';
import { smoothField, smoothStep } from './smooth-field.js';

/** Old, dry channels. Lengths in metres. */
export interface ChannelOptions {
  readonly seed: number;
  /** Of their bends. */
  readonly wavelength: number;
  /** Of the floor. */
  readonly width: number;
  readonly depth: number;
  /** Slope of the banks, degrees. */
  readonly bank: number;
}

/** Carves trenches with flat floors along the lines where a random field is 0, which bend and never end inside. */
export function carveChannels(field: HeightField, options: ChannelOptions): void {
  const { width, height, pixel, heights } = field;
  const shape = smoothField({
    ...{ seed: options.seed, width, height, wavelength: options.wavelength / pixel },
    ...{ octaves: 3, hurst: 1.7 },
  });
  const lengths = gradientLengths(shape, width);
  // The smooth step is 1.5 times as steep in its middle as on average.
  const reach = (1.5 * options.depth) / Math.tan((options.bank * Math.PI) / 180);
  const floor = options.width / 2;
  for (let i = 0; i < heights.length; i++) {
    const d = (Math.abs(shape[i]) / lengths[i]) * pixel;
    if (d < floor + reach) heights[i] -= options.depth * (1 - smoothStep(floor, floor + reach, d));
  }
}
