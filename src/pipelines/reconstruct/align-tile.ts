import { type CellGrid, lowPass, sampleCells } from './low-pass.js';
import { robustPlane } from './robust-plane.js';

export interface TileAlignment {
  readonly method: 'none' | 'vertical' | 'plane' | 'low-frequency';
  /** Standard deviation of the low pass in pixels: half a cell of the reference. */
  readonly sigma: number;
}

/**
 * Brings the heights of a tile to the reference (both metres, NaN where missing), in place. `vertical` adds the mean difference, `plane` a
 * robust plane through the low-passed difference, `low-frequency` the low-passed difference itself: below the reference's resolution
 * the result then is the reference. Plane needs a tile that is wide and high enough; else the mean is taken.
 */
export function alignTile(
  heights: Float32Array,
  reference: Float32Array,
  width: number,
  { method, sigma }: TileAlignment,
): void {
  if (method === 'none') return;
  const difference = reference.map((z, i) => z - heights[i]!);
  if (method === 'vertical') {
    addMean(heights, difference);
    return;
  }
  const smooth = lowPass(difference, width, sigma);
  if (method === 'low-frequency') {
    add(heights, width, (col, row) => sampleCells(smooth, col, row));
    return;
  }
  const correction = planeOver(smooth);
  if (correction === null) addMean(heights, difference);
  else add(heights, width, correction);
}

function planeOver({ step, cols, values }: CellGrid): ((col: number, row: number) => number) | null {
  const fit = robustPlane(values, cols);
  if (fit === null) return null;
  return (col, row) => {
    const [x, y] = [(col + 0.5) / step - 0.5, (row + 0.5) / step - 0.5];
    return fit.level + fit.perX * x + fit.perY * y;
  };
}

function addMean(heights: Float32Array, difference: Float32Array): void {
  let [sum, count] = [0, 0];
  for (const d of difference) {
    if (Number.isNaN(d)) continue;
    sum += d;
    count++;
  }
  if (count > 0) for (let i = 0; i < heights.length; i++) heights[i]! += sum / count;
}

function add(heights: Float32Array, width: number, correction: (col: number, row: number) => number): void {
  for (let i = 0, row = 0; i < heights.length; row++) {
    for (let col = 0; col < width; col++, i++) heights[i]! += correction(col, row);
  }
}
