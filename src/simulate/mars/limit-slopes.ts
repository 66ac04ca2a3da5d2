import type { HeightField } from '../lunar/stamp-crater.js';

/**
 * Lowers ground until nothing rises faster than `steepest` (rise over run) from any of its eight neighbours: the highest such surface that
 * is nowhere above the given one. Cliffs retreat at their top, as rock falls do. Two passes over the raster, as for distances by chamfer
 * masks (Borgefors 1986), whose lengths are up to 8 % too long between the eight directions.
 */
export function limitSlopes({ width, height, pixel, heights }: HeightField, steepest: number): void {
  const straight = steepest * pixel;
  const across = Math.SQRT2 * straight;
  for (let r = 0; r < height; r++) {
    for (let c = 0, i = r * width; c < width; c++, i++) {
      let h = heights[i];
      if (c > 0) h = Math.min(h, heights[i - 1] + straight);
      if (r > 0) {
        h = Math.min(h, heights[i - width] + straight);
        if (c > 0) h = Math.min(h, heights[i - width - 1] + across);
        if (c < width - 1) h = Math.min(h, heights[i - width + 1] + across);
      }
      heights[i] = h;
    }
  }
  for (let r = height - 1; r >= 0; r--) {
    for (let c = width - 1, i = r * width + c; c >= 0; c--, i--) {
      let h = heights[i];
      if (c < width - 1) h = Math.min(h, heights[i + 1] + straight);
      if (r < height - 1) {
        h = Math.min(h, heights[i + width] + straight);
        if (c < width - 1) h = Math.min(h, heights[i + width + 1] + across);
        if (c > 0) h = Math.min(h, heights[i + width - 1] + across);
      }
      heights[i] = h;
    }
  }
}
