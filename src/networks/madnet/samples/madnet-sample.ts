import type { Shape } from '../../../nn/graph/shape.js';
import type { FlatValues } from '../../../nn/train/initial-state.js';
import { MADNET_SCALES, type MadnetScale } from '../config.js';

/** One ground in two ways, squares on one grid, row-major, finite everywhere. */
export interface MadnetTile {
  /** Grey levels, 0 to 255. */
  readonly image: Float32Array;
  /** Heights, metres. */
  readonly truth: Float32Array;
  /** Width of a pixel of both, metres. */
  readonly pixel: number;
  /** What heights in pixels are divided by: {@link slopeOfContrast} of the Sun, or 1. */
  readonly contrast: number;
}

/** White, which an image of 1 stands for: a constant, images are not stretched one by one (Tao et al. 2021). */
export const GREY_LEVELS = 255;

/** Shapes of the fields of samples of tiles with `size` pixels a side, for the U-Net of a scale. */
export function madnetShapes(size: number, scale: MadnetScale): Readonly<Record<'image' | 'height', Shape>> {
  const side = size / MADNET_SCALES[scale].reduction;
  return { image: [1, side, side], height: [1, side / 2, side / 2] };
}

/**
 * What the network learns of heights: `relative`, from 0 to 1 in each tile, as published; `pixels`, what they are above the plane that fits
 * them best, over the ground size of a pixel of the fine U-Net's output. The range of a tile comes from its largest forms, of which an
 * image shows little, and decides how steep small ones are in relative heights; in pixels, slopes are what the Sun shows.
 */
export type MadnetHeights = 'relative' | 'pixels';

/**
 * Fields `image` and `height` of a tile whose pixels are `pixel` metres wide (Tao et al. 2021, section 2.5): grey levels / 255, and heights
 * at half the resolution, by means of 2 x 2 pixels, then scaled (in pixels: over `contrast`, too). For the U-Nets of smaller scales alone, both are reduced alike.
 */
export function madnetSample(
  { image, truth, pixel, contrast }: MadnetTile,
  scale: MadnetScale,
  heights: MadnetHeights,
): FlatValues {
  const times = Math.log2(MADNET_SCALES[scale].reduction);
  const reduced = halved(truth, times + 1);
  return {
    image: halved(image, times).map((grey) => grey / GREY_LEVELS),
    height:
      heights === 'relative'
        ? relativeHeights(reduced)
        : abovePlane(reduced).map((h) => h / (2 * pixel * contrast)),
  };
}

/** Heights of a square above the plane that fits them best in the sense of least squares. */
function abovePlane(heights: Float32Array): Float32Array {
  const side = Math.sqrt(heights.length);
  const middle = (side - 1) / 2;
  // Columns and rows from the middle are orthogonal to each other and to the mean.
  let [mean, across, down] = [0, 0, 0];
  for (let r = 0, i = 0; r < side; r++) {
    for (let c = 0; c < side; c++, i++) {
      mean += heights[i]!;
      across += heights[i]! * (c - middle);
      down += heights[i]! * (r - middle);
    }
  }
  mean /= side ** 2;
  const moment = (side ** 2 * (side ** 2 - 1)) / 12;
  return heights.map((h, i) => {
    const [r, c] = [Math.floor(i / side), i % side];
    return h - mean - (across * (c - middle) + down * (r - middle)) / moment;
  });
}

/** Heights from 0 to 1; flat ones are 0. */
export function relativeHeights(heights: Float32Array): Float32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const h of heights) {
    low = Math.min(low, h);
    high = Math.max(high, h);
  }
  const scale = high > low ? 1 / (high - low) : 0;
  return heights.map((h) => (h - low) * scale);
}

/** Means of 2 x 2 samples of a square, so many times. */
function halved(plane: Float32Array, times: number): Float32Array {
  if (times === 0) return plane;
  const side = Math.sqrt(plane.length);
  const half = side / 2;
  const out = new Float32Array(half * half);
  for (let r = 0, o = 0; r < half; r++) {
    for (let c = 0, i = 2 * r * side; c < half; c++, i += 2, o++) {
      out[o] = (plane[i]! + plane[i + 1]! + plane[i + side]! + plane[i + side + 1]!) / 4;
    }
  }
  return halved(out, times - 1);
}
