import { invert, toMap } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';

type Point = readonly [x: number, y: number];

/** Heights along a straight line. */
export interface Profile {
  /** From the start, in map units. */
  readonly distance: Float64Array;
  /** NaN where the raster has no height. */
  readonly height: Float32Array;
}

/**
 * Samples a raster at `count` (at least 2) equally spaced points from `from` to `to`, both included, in map
 * coordinates; bilinear between pixel centres. A missing neighbour with weight makes the sample missing.
 */
export function sampleProfile(raster: Raster, from: Point, to: Point, count: number): Profile {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const toPixel = invert(raster.georef.transform);
  const distance = new Float64Array(count);
  const height = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const t = i / (count - 1);
    const x = from[0] + (to[0] - from[0]) * t;
    const y = from[1] + (to[1] - from[1]) * t;
    const [col, row] = toMap(toPixel, x, y);
    distance[i] = length * t;
    height[i] = bilinear(raster, col - 0.5, row - 0.5);
  }
  return { distance, height };
}

/** `u`, `v`: position with pixel centres at whole numbers. NaN outside the outermost centres. */
function bilinear({ width, height, data }: Raster, u: number, v: number): number {
  if (!(u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1)) return Number.NaN;
  const col = Math.max(Math.min(Math.floor(u), width - 2), 0);
  const row = Math.max(Math.min(Math.floor(v), height - 2), 0);
  let sum = 0;
  for (let j = 0; j < 2; j++) {
    const wy = j === 0 ? 1 - (v - row) : v - row;
    for (let i = 0; i < 2; i++) {
      const weight = wy * (i === 0 ? 1 - (u - col) : u - col);
      if (weight > 0) sum += weight * data[(row + j) * width + col + i]!;
    }
  }
  return sum;
}
