import { addCells, type CellGrid, lowPass, thinned } from './low-pass.js';
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
  const difference = new Float32Array(heights.length);
  for (let i = 0; i < heights.length; i++) difference[i] = reference[i]! - heights[i]!;
  if (method === 'vertical') {
    addMean(heights, difference);
    return;
  }
  const smooth = lowPass(difference, width, sigma);
  if (method === 'low-frequency') addCells(heights, width, smooth);
  else if (!addPlane(heights, width, smooth)) addMean(heights, difference);
}

/** Says whether the cells hold a plane. Neighbouring cells know nearly the same: a third of them in each direction is enough. */
function addPlane(heights: Float32Array, width: number, smooth: CellGrid): boolean {
  const few = thinned(smooth);
  const { step, cols, values } = Math.min(few.cols, few.rows) < FEWEST ? smooth : few;
  const fit = robustPlane(values, cols);
  if (fit === null) return false;
  for (let i = 0, row = 0; i < heights.length; row++) {
    const start = fit.level + fit.perY * ((row + 0.5) / step - 0.5);
    for (let col = 0; col < width; col++, i++) heights[i]! += start + fit.perX * ((col + 0.5) / step - 0.5);
  }
  return true;
}

/** Cells across and down that a robust plane should have. */
const FEWEST = 6;

function addMean(heights: Float32Array, difference: Float32Array): void {
  let [sum, count] = [0, 0];
  for (const d of difference) {
    if (Number.isNaN(d)) continue;
    sum += d;
    count++;
  }
  if (count > 0) for (let i = 0; i < heights.length; i++) heights[i]! += sum / count;
}
