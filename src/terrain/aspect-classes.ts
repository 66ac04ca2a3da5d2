import type { Grid } from '../core/georef.js';
import type { Window } from '../core/window.js';
import { cellSizeAt } from './cell-size.js';
import { NO_CLASS } from './slope-classes.js';

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
  const stride = window.width + 2;
  const classes = new Uint8Array(window.width * window.height).fill(NO_CLASS);
  for (let row = 0; row < window.height; row++) {
    const { cellX, cellY } = cellSizeAt(grid, window.row + row);
    for (let col = 0; col < window.width; col++) {
      const above = row * stride + col;
      const [middle, below] = [above + stride, above + 2 * stride];
      const west = padded[above] + 2 * padded[middle] + padded[below];
      const east = padded[above + 2] + 2 * padded[middle + 2] + padded[below + 2];
      const north = padded[above] + 2 * padded[above + 1] + padded[above + 2];
      const south = padded[below] + 2 * padded[below + 1] + padded[below + 2];
      const upEast = (east - west) / (8 * cellX);
      const upNorth = (north - south) / (8 * cellY);
      const slope = Math.hypot(upEast, upNorth);
      if (Number.isNaN(slope + padded[middle + 1])) continue;
      classes[row * window.width + col] = slope < FLAT_SLOPE ? FLAT : octant(-upEast, -upNorth);
    }
  }
  return classes;
}

function octant(toEast: number, toNorth: number): number {
  return (Math.round(Math.atan2(toEast, toNorth) / (Math.PI / 4)) + 8) % 8;
}
