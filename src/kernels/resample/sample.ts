import { isShrinking, maxTaps, type ResampleMethod } from './method.js';
import { axisTaps, type Taps } from './taps.js';

export interface ResampleParams {
  readonly method: ResampleMethod;
  /** Size of the source in pixels. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  /** Size of a target pixel in source pixels along the source's columns and rows; above 1 when shrinking. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * The definition of resampling: the value of `source` (row-major, NaN = missing) at a position in source pixels (corner
 * convention; NaN = nowhere).
 *
 * 1. A position outside the source gives NaN.
 * 2. `nearest` gives the sample whose pixel contains the position, the *centre sample*.
 * 3. Where every sample with a non-zero weight is valid, the result is their weighted sum, in float64.
 * 4. Where some are missing (or outside), only valid ones take part, and only with a kernel that has no negative
 *    weights, so that nothing extreme can appear at the edge of the data (GDAL issue 1724): `cubic` and `lanczos`
 *    fall back to the triangle kernel of the same scale; the sum is divided by the sum of the valid weights.
 * 5. The result is NaN where the centre sample is missing, except when shrinking: then it is valid, too, where valid
 *    samples have at least half of the weight. So the valid area is that of `nearest` (abutting tiles leave neither gap nor
 *    overlap), and small holes vanish in averages.
 */
export function createSampler(
  source: Float32Array,
  params: ResampleParams,
): (x: number, y: number) => number {
  const { method, sourceWidth: width, sourceHeight: height, scaleX, scaleY } = params;
  const shrinking = isShrinking(scaleX) || isShrinking(scaleY);
  const column = createTaps(method, scaleX);
  const row = createTaps(method, scaleY);

  return (x, y) => {
    if (!(x >= 0 && x < width && y >= 0 && y < height)) return Number.NaN;
    const centre = source[Math.floor(y) * width + Math.floor(x)];
    if (method === 'nearest') return centre;
    const centreMissing = Number.isNaN(centre);
    if (centreMissing && !shrinking) return Number.NaN;
    axisTaps(method, scaleX, x, column);
    axisTaps(method, scaleY, y, row);
    const value = weightedSum(source, width, height, column, row);
    if (!Number.isNaN(value)) return value;
    if (method === 'cubic' || method === 'lanczos') {
      axisTaps('bilinear', scaleX, x, column);
      axisTaps('bilinear', scaleY, y, row);
    }
    return meanOfValid(source, width, height, column, row, centreMissing);
  };
}

function createTaps(method: ResampleMethod, scale: number): Taps {
  const size = Math.max(maxTaps(method, scale), maxTaps('bilinear', scale));
  return { first: 0, count: 0, weights: new Float64Array(size) };
}

/**
 * Sum over rows first, then over columns, even and odd ones apart: the order in which two columns share a SIMD
 * register. NaN when a sample of non-zero weight is missing or outside.
 */
function weightedSum(source: Float32Array, width: number, height: number, column: Taps, row: Taps): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < column.count; i++) {
    const weight = column.weights[i];
    if (weight === 0) continue;
    const col = column.first + i;
    let sum = 0;
    for (let j = 0; j < row.count; j++) {
      if (row.weights[j] === 0) continue;
      const r = row.first + j;
      const inside = col >= 0 && col < width && r >= 0 && r < height;
      sum += row.weights[j] * (inside ? source[r * width + col] : Number.NaN);
    }
    if (i % 2 === 0) even += weight * sum;
    else odd += weight * sum;
  }
  return even + odd;
}

function meanOfValid(
  source: Float32Array,
  width: number,
  height: number,
  column: Taps,
  row: Taps,
  needsHalf: boolean,
): number {
  let sum = 0;
  let total = 0;
  for (let j = 0; j < row.count; j++) {
    const r = row.first + j;
    if (r < 0 || r >= height) continue;
    for (let i = 0; i < column.count; i++) {
      const col = column.first + i;
      if (col < 0 || col >= width) continue;
      const sample = source[r * width + col];
      if (Number.isNaN(sample)) continue;
      const weight = row.weights[j] * column.weights[i];
      sum += weight * sample;
      total += weight;
    }
  }
  return total > 0 && (!needsHalf || total >= 0.5) ? sum / total : Number.NaN;
}
