import { invert, toMap } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import { bilinear } from './bilinear.js';

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
    height[i] = bilinear(raster, col, row);
  }
  return { distance, height };
}
