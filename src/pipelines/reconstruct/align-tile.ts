import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { icpTile } from './icp-tile.js';
import { addCells, type CellGrid, lowPass, thinned } from './low-pass.js';
import { robustPlane } from './robust-plane.js';

export interface TileAlignment {
  readonly method: 'none' | 'vertical' | 'plane' | 'low-frequency' | 'icp';
  /** Standard deviation of the low pass in pixels: at least half a cell of the reference. */
  readonly sigma: number;
  /** Side of a cell of the reference in pixels. */
  readonly cell: number;
  readonly origin: HeightOrigin;
}

/**
 * Pixels to a cell of the reference below which its low frequencies are kept by default. The shipped network learned with 40; at 5 m per
 * pixel the height RMSE, over that of the reference alone, was with `none` and `low-frequency`: 12 px 1.28 and 0.56, 20 px 0.83 and 0.58,
 * 30 px 0.48 and 0.60, 40 px 0.43 and 0.65 (seed 311).
 */
const FEW_PIXELS = 25;

/**
 * What a network's heights are: the reference's with something added, heights of its own with the reference in view, or made from the image
 * alone.
 */
export type HeightOrigin = 'added' | 'guided' | 'image';

/**
 * The alignment where none is asked for; `cell` is the side of a cell of the reference, in pixels as `cell` in the result. Networks that add
 * to the reference know its heights already, unless its cells are much finer in pixels than those that they learned with: then they make
 * anew what the reference has better. Those that have not seen the reference take all long wavelengths from it (Tao et al. 2021).
 */
export function usualMethod(origin: HeightOrigin, cell: number): TileAlignment['method'] {
  if (origin === 'image') return 'low-frequency';
  if (origin === 'guided') return 'plane';
  return cell < FEW_PIXELS ? 'low-frequency' : 'none';
}

/**
 * Usual standard deviation of the low pass in cells of the reference. Half a cell is what it cannot tell by itself; an image alone tells more than
 * that, as a reference resolves several cells. Of a partly trained MADNet on a simulated scene (seed 5, errors of a reference of 50 m: height
 * 6.00 m, slope 0.173), at 9 m with half a cell 5.57 m and 0.141, with 0.9 cells 5.32 m and 0.128, with 1.8 cells 5.93 m and 0.129; at 34 m,
 * where the reference has 5.65 m and 0.116, with half a cell 5.32 m and 0.103, with one 5.15 m and 0.094, with two 6.02 m and 0.100. The
 * later tool of the author of Tao et al. (2021) averages over 5 % of a tile, about 1.2 cells of its reference. A reference that is as sharp as its
 * cells is better followed by half a cell (docs/results/madnet.md, over a MOLA-like one).
 */
export const usualLowPass = (origin: HeightOrigin): number => (origin === 'image' ? 1 : 0.5);

/** Where a tile lies, and what moves it. */
export interface TilePlace {
  readonly grid: Grid;
  readonly compute: Compute;
  readonly signal: AbortSignal;
}

/**
 * Brings the heights of a tile to the reference (both metres, NaN where missing), in place. `vertical` adds the mean difference, `plane` a
 * robust plane through the low-passed difference, `low-frequency` the low-passed difference itself: below the reference's resolution
 * the result then is the reference. `icp` moves the tile in space ({@link icpTile}), by a cell of the reference at most. The long wavelengths
 * of heights that come from the image alone mean nothing: what they have beyond the low pass is brought to what the reference has beyond it,
 * and what this has below it is added.
 *
 * @returns false where plane or motion could not be found, so that the mean was taken
 */
export async function alignTile(
  heights: Float32Array,
  reference: Float32Array,
  { grid, compute, signal }: TilePlace,
  { method, sigma, cell, origin }: TileAlignment,
): Promise<boolean> {
  if (method === 'none') return true;
  const differenceOf = (): Float32Array => less(reference, heights);
  switch (method) {
    case 'vertical':
      addMean(heights, differenceOf());
      return true;
    case 'plane': {
      const difference = differenceOf();
      const isFound = addPlane(heights, grid.width, lowPass(difference, grid.width, sigma));
      if (!isFound) addMean(heights, difference);
      return isFound;
    }
    case 'low-frequency':
      addCells(heights, grid.width, lowPass(differenceOf(), grid.width, sigma));
      return true;
    case 'icp': {
      if (origin !== 'image') {
        addMean(heights, differenceOf());
        const moved = await icpTile(heights, reference, grid, cell, compute, signal);
        heights.set(moved ?? heights);
        return moved !== null;
      }
      const smooth = smoothed(reference, grid.width, sigma);
      const own = less(heights, smoothed(heights, grid.width, sigma));
      const moved = await icpTile(own, less(reference, smooth), grid, cell, compute, signal);
      heights.set((moved ?? own).map((z, i) => z + smooth[i]!));
      return moved !== null;
    }
  }
}

function smoothed(heights: Float32Array, width: number, sigma: number): Float32Array {
  const smooth = new Float32Array(heights.length);
  addCells(smooth, width, lowPass(heights, width, sigma));
  return smooth;
}

const less = (a: Float32Array, b: Float32Array): Float32Array => a.map((z, i) => z - b[i]!);

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
