import type { Grid } from '../core/georef.js';
import type { Window } from '../core/window.js';

/**
 * Source positions of target pixels, in source pixels (corner convention); NaN where there is none. `separable`: one `x` per
 * target column, one `y` per target row. `scattered`: one of each per target pixel, row-major.
 */
export interface Positions {
  readonly kind: 'separable' | 'scattered';
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Where the pixels of a target grid lie in a source grid. */
export interface Warp {
  readonly source: Grid;
  readonly target: Grid;
  /** Size of a target pixel in source pixels along the source's columns and rows; one value for the whole warp. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Whole pixels to add to a target pixel to get its source pixel; null where resampling is needed. */
  readonly shift: { readonly cols: number; readonly rows: number } | null;
  /**
   * Positions of a window of target pixels. A pixel's position does not depend on the window it is asked for with, and
   * is a multiple of 2^-24 pixel.
   */
  positions(window: Window): Positions;
}
