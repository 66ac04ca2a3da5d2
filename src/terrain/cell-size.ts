import { CuestaError } from '../core/errors.js';
import type { Grid } from '../core/georef.js';
import { metresPerUnit } from '../geo/ground-size.js';

/** Rows that share one cell size on a geographic grid: the width of a degree changes by less than 1e-4 within them. */
export const ROWS_PER_CELL_SIZE = 32;

export interface CellSize {
  /** Metres between columns, positive where x grows with the column. */
  readonly cellX: number;
  /** Metres between rows, positive where y shrinks with the row. */
  readonly cellY: number;
}

/**
 * Metres between the samples around a row of a grid. Geographic grids use the radii of curvature of the ellipsoid at
 * the latitude of the row's group of {@link ROWS_PER_CELL_SIZE} (anchored at row 0, so the result does not depend on
 * tiles). Throws `geometry` for a rotated grid.
 */
export function cellSizeAt(grid: Grid, row: number): CellSize {
  const [a, b, , d, e, f] = grid.transform;
  if (b !== 0 || d !== 0) {
    throw new CuestaError('geometry', 'Terrain products need a grid whose rows run east-west.', {
      hint: 'Resample the rotated raster first: cuesta convert IN --crs CRS -o OUT.',
    });
  }
  const first = Math.floor(row / ROWS_PER_CELL_SIZE) * ROWS_PER_CELL_SIZE;
  const last = Math.min(grid.height, first + ROWS_PER_CELL_SIZE);
  const perUnit = metresPerUnit(grid, ((first + last) / 2) * e + f);
  return { cellX: a * perUnit.x, cellY: -e * perUnit.y };
}
