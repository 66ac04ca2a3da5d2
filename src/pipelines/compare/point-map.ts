import type { Grid } from '../../core/georef.js';
import { previewGrid } from './preview-grid.js';

/** Gathers mean dh on a grid fit for a picture, whatever the number of points. */
export interface PointMap {
  readonly grid: Grid;
  /** Positions in the DEM's pixels; NaN differences are left out. */
  add(cols: Float64Array, rows: Float64Array, dh: Float32Array): void;
  /** Mean dh per picture cell; NaN where there is no point. */
  means(): Float32Array;
  /** Picture cells with a point. */
  count(): number;
}

export function createPointMap(dem: Grid): PointMap {
  const grid = previewGrid(dem);
  const sums = new Float64Array(grid.width * grid.height);
  const counts = new Uint32Array(sums.length);
  const [perCol, perRow] = [grid.width / dem.width, grid.height / dem.height];
  return {
    grid,
    add(cols, rows, dh) {
      for (let i = 0; i < dh.length; i++) {
        if (Number.isNaN(dh[i])) continue;
        const cell = Math.floor(rows[i] * perRow) * grid.width + Math.floor(cols[i] * perCol);
        sums[cell] += dh[i];
        counts[cell] += 1;
      }
    },
    means: () => Float32Array.from(sums, (sum, i) => sum / counts[i]),
    count: () => counts.reduce((n, c) => n + (c > 0 ? 1 : 0), 0),
  };
}
