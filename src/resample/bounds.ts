import { type GeoTransform, toMap } from '../core/geo-transform.js';
import type { Window } from '../core/window.js';

/** Box in map units. */
export interface Bounds {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

/** Box around a window of a grid, rotated ones included. */
export function windowBounds(t: GeoTransform, w: Window): Bounds {
  const corners = [
    toMap(t, w.col, w.row),
    toMap(t, w.col + w.width, w.row),
    toMap(t, w.col, w.row + w.height),
    toMap(t, w.col + w.width, w.row + w.height),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { xmin: Math.min(...xs), ymin: Math.min(...ys), xmax: Math.max(...xs), ymax: Math.max(...ys) };
}

export function unionBounds(a: Bounds, b: Bounds): Bounds {
  return {
    xmin: Math.min(a.xmin, b.xmin),
    ymin: Math.min(a.ymin, b.ymin),
    xmax: Math.max(a.xmax, b.xmax),
    ymax: Math.max(a.ymax, b.ymax),
  };
}
