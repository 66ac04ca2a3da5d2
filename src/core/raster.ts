import { translate } from './geo-transform.js';
import type { Georef, Grid } from './georef.js';
import type { Window } from './window.js';

/**
 * Heights: one band on a regular grid, row-major, `(col 0, row 0)` top-left, metres. Missing samples are NaN, always.
 * Radius rasters become heights (in float64) at reading.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** `width * height` samples; the sample of `(col, row)` is `data[row * width + col]`. */
  readonly data: Float32Array;
  readonly georef: Georef;
}

/** The grid of a part of a grid; the window may reach outside. */
export function gridWindow(grid: Grid, w: Window): Grid {
  return {
    width: w.width,
    height: w.height,
    transform: translate(grid.transform, w.col, w.row),
    crs: grid.crs,
  };
}
