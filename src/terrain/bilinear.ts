import type { Raster } from '../core/raster.js';

/**
 * Height at a position in pixels (corner convention), bilinear between pixel centres. NaN outside the outermost centres and where a
 * neighbour with weight is missing: control points and profiles get measured heights only.
 */
export function bilinear(
  { width, height, data }: Pick<Raster, 'width' | 'height' | 'data'>,
  colPx: number,
  rowPx: number,
): number {
  const u = colPx - 0.5;
  const v = rowPx - 0.5;
  if (!(u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1)) return Number.NaN;
  const col = Math.max(Math.min(Math.floor(u), width - 2), 0);
  const row = Math.max(Math.min(Math.floor(v), height - 2), 0);
  let sum = 0;
  for (let j = 0; j < 2; j++) {
    const wy = j === 0 ? 1 - (v - row) : v - row;
    for (let i = 0; i < 2; i++) {
      const weight = wy * (i === 0 ? 1 - (u - col) : u - col);
      if (weight > 0) sum += weight * data[(row + j) * width + col + i];
    }
  }
  return sum;
}
