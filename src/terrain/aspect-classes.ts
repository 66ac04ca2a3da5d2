import type { Grid } from '../core/georef.js';
import type { Window } from '../core/window.js';
import { cellSizeAt } from './cell-size.js';
import { type Measure, measureNeighbourhoods } from './neighbourhoods.js';
import { NO_CLASS } from './slope-classes.js';
import { type CellMetres, gradient } from './surface-derivatives.js';

/** Where a slope faces, in octants around the points of the compass; ground below this slope is flat and faces nowhere. */
export const ASPECT_CLASSES = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW', 'flat'] as const;

const FLAT = ASPECT_CLASSES.length - 1;
/** 1 degree, as rise over run. */
const FLAT_SLOPE = Math.tan(Math.PI / 180);

/**
 * Index into {@link ASPECT_CLASSES} for every pixel of a window, by the downslope direction of Horn's gradient (1981, Proc. IEEE 69,
 * 14-47) from the north of the grid; {@link NO_CLASS} where one of the 3 x 3 heights is missing.
 *
 * @param padded heights with one pixel more than the window on every side, NaN where missing
 */
export function aspectClasses(padded: Float32Array, grid: Grid, window: Window): Uint8Array {
  const width = window.width + 2;
  const found = new Float32Array(window.width);
  const classes = new Uint8Array(window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    const heights = padded.subarray(row * width, (row + 3) * width);
    const octants = octantOf(cellSizeAt(grid, window.row + row));
    measureNeighbourhoods(heights, { width, height: 3, edges: 'nodata' }, octants, found);
    for (let col = 0; col < window.width; col++) {
      classes[row * window.width + col] = Number.isNaN(found[col]) ? NO_CLASS : found[col];
    }
  }
  return classes;
}

function octantOf(cell: CellMetres): Measure {
  return (z) => {
    const [east, north] = gradient(z, cell, 'horn');
    if (Math.hypot(east, north) < FLAT_SLOPE) return FLAT;
    return (Math.round(Math.atan2(-east, -north) / (Math.PI / 4)) + 8) % 8;
  };
}
