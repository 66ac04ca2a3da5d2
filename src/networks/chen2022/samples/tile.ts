import type { Window } from '../../../core/window.js';

/** Size of the tiles of Chen et al. (2022). */
export const TILE_HEIGHT = 256;
export const TILE_WIDTH = 320;

/** One ground in three ways, row-major on one grid. */
export interface ChenTile {
  /** Grey values of the image. */
  readonly image: Float32Array;
  /** Coarse heights, up-sampled to the image's grid, metres. */
  readonly coarse: Float32Array;
  /** Fine heights, metres. */
  readonly truth: Float32Array;
}

/** The samples of a window that lies inside a plane of `stride` columns. */
export function cutWindow(
  plane: Float32Array,
  stride: number,
  { col, row, width, height }: Window,
): Float32Array {
  const out = new Float32Array(width * height);
  for (let r = 0; r < height; r++) {
    const from = (row + r) * stride + col;
    out.set(plane.subarray(from, from + width), r * width);
  }
  return out;
}
