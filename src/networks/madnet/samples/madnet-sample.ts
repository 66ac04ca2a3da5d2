import type { Shape } from '../../../nn/graph/shape.js';
import type { FlatValues } from '../../../nn/train/initial-state.js';
import { MADNET_SCALES, type MadnetScale } from '../config.js';

/** One ground in two ways, squares on one grid, row-major, finite everywhere. */
export interface MadnetTile {
  /** Grey levels, 0 to 255. */
  readonly image: Float32Array;
  /** Heights, metres. */
  readonly truth: Float32Array;
}

/** White, which an image of 1 stands for: a constant, images are not stretched one by one (Tao et al. 2021). */
export const GREY_LEVELS = 255;

/** Shapes of the fields of samples of tiles with `size` pixels a side, for the U-Net of a scale. */
export function madnetShapes(size: number, scale: MadnetScale): Readonly<Record<'image' | 'height', Shape>> {
  const side = size / MADNET_SCALES[scale].reduction;
  return { image: [1, side, side], height: [1, side / 2, side / 2] };
}

/**
 * Fields `image` and `height` of a tile (Tao et al. 2021, section 2.5): grey levels / 255, and heights at half the resolution, by means of
 * 2 x 2 pixels, then scaled so that they go from 0 to 1. For the U-Nets of smaller scales alone, both are reduced alike.
 */
export function madnetSample({ image, truth }: MadnetTile, scale: MadnetScale): FlatValues {
  const times = Math.log2(MADNET_SCALES[scale].reduction);
  return {
    image: halved(image, times).map((grey) => grey / GREY_LEVELS),
    height: relativeHeights(halved(truth, times + 1)),
  };
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
