import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Window } from '../core/window.js';
import { metresPerUnit } from '../geo/ground-size.js';

/** A straight line on the map. */
export type MapLine = readonly [x0: number, y0: number, x1: number, y1: number];

/** Points of a line, in its order. */
export interface LinePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Position in the grid's pixels (corner convention). */
  readonly cols: Float64Array;
  readonly rows: Float64Array;
  /** Metres on the ground from the start; on geographic grids along parallels and meridians of the ellipsoid. */
  readonly distanceM: Float64Array;
}

/** `count` (at least 2) equally spaced points of a line in the grid's CRS, both ends included. */
export function pointsAlong(grid: Grid, [x0, y0, x1, y1]: MapLine, count: number): LinePoints {
  const toPixel = invert(grid.transform);
  const [x, y, cols, rows, distanceM] = Array.from({ length: 5 }, () => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const t = i / (count - 1);
    x[i] = x0 + (x1 - x0) * t;
    y[i] = y0 + (y1 - y0) * t;
    [cols[i], rows[i]] = toMap(toPixel, x[i], y[i]);
    if (i === 0) continue;
    const perUnit = metresPerUnit(grid, (y[i] + y[i - 1]) / 2);
    distanceM[i] =
      distanceM[i - 1] + Math.hypot((x[i] - x[i - 1]) * perUnit.x, (y[i] - y[i - 1]) * perUnit.y);
  }
  return { x, y, cols, rows, distanceM };
}

/** Consecutive points, and the pixels that bilinear interpolation at them needs. */
export interface PointRun {
  readonly first: number;
  readonly count: number;
  readonly window: Window;
}

/** Splits the points into runs whose windows are at most `side` (more than 4) pixels wide and high, if a point fits at all. */
export function runsOf({ cols, rows }: Pick<LinePoints, 'cols' | 'rows'>, side: number): PointRun[] {
  const runs: PointRun[] = [];
  for (let first = 0; first < cols.length; ) {
    let count = 1;
    const reach = side - 4;
    const fits = (i: number): boolean =>
      Math.abs(cols[i] - cols[first]) <= reach && Math.abs(rows[i] - rows[first]) <= reach;
    while (first + count < cols.length && fits(first + count)) count++;
    const last = first + count - 1;
    const col = Math.floor(Math.min(cols[first], cols[last])) - 1;
    const row = Math.floor(Math.min(rows[first], rows[last])) - 1;
    const width = Math.floor(Math.max(cols[first], cols[last])) + 2 - col;
    const height = Math.floor(Math.max(rows[first], rows[last])) + 2 - row;
    runs.push({ first, count, window: { col, row, width, height } });
    first += count;
  }
  return runs;
}
