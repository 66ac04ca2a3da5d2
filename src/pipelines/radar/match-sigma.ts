import type { Raster } from '../../core/raster.js';
import type { MatchingTask } from './radar-task.js';

/**
 * Columns: what a match is off by on level ground where the a-priori heights are right, what a unit of slope adds (foreshortening, and
 * errors of the a-priori DEM, which grow with it), and what every column of the disparity adds. Fitted to the points of the simulated
 * stripmap pair of docs/results/radargrammetry.md; how they hold on the other pair stands there, too.
 */
const COLUMNS = {
  sgm: { level: 0.11, perSlope: 0.88, perColumn: 0.28 },
  ncc: { level: 0.11, perSlope: 1.11, perColumn: 0.6 },
} as const;
/** Disparities beyond this add no more. */
const FAR = 4;

/** Standard deviation of a disparity, columns, from the slope of the a-priori surface (metres per metre). */
export function matchSigma(matcher: MatchingTask['matcher'], slope: number, disparity: number): number {
  const { level, perSlope, perColumn } = COLUMNS[matcher];
  return level + perSlope * slope + perColumn * Math.min(Math.abs(disparity), FAR);
}

/** Slope of a surface at a cell, metres per metre, between its neighbours; a missing one is taken to be as high as the cell. */
export function slopeAt({ data, width, height }: Raster, col: number, row: number, cell: number): number {
  const here = data[row * width + col];
  const at = (c: number, r: number): number => {
    const h = c < 0 || r < 0 || c >= width || r >= height ? Number.NaN : data[r * width + c];
    return Number.isNaN(h) ? here : h;
  };
  const across = at(col + 1, row) - at(col - 1, row);
  const down = at(col, row + 1) - at(col, row - 1);
  return Math.hypot(across, down) / (2 * cell);
}
