import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { fullWindow, type Window } from '../core/window.js';
import { type Bounds, windowBounds } from './bounds.js';
import { footprintIn } from './footprint.js';

/** Bounds this close to a pixel edge (in pixels) lie on it: grids on one lattice meet without a rim. */
const EDGE_TOLERANCE = 1e-4;

/**
 * Output pixels that an input can touch: a box around its outline and `slack` more pixels on every side, since the outline is
 * sampled. It may reach outside the output. Empty when the input has no place in the output's CRS; the whole output when only
 * a part of it has, and on a geographic output that the input meets on both sides of its seam.
 */
export function footprintWindow(output: Grid, input: Grid, slack: number): Window {
  const whole = fullWindow(output);
  const footprint = footprintIn(input, output.crs);
  if (footprint === null) return { ...whole, width: 0, height: 0 };
  if (!footprint.complete) return whole;
  if (output.crs.kind === 'projected') return boxOf(output, footprint.bounds, slack);
  const { xmin, xmax } = footprint.bounds;
  const { xmin: west, xmax: east } = windowBounds(output.transform, whole);
  const first = Math.ceil((west - xmax) / 360);
  const last = Math.floor((east - xmin) / 360);
  if (last > first) return whole;
  const turn = 360 * first;
  return boxOf(output, { ...footprint.bounds, xmin: xmin + turn, xmax: xmax + turn }, slack);
}

function boxOf(output: Grid, { xmin, ymin, xmax, ymax }: Bounds, slack: number): Window {
  const toPixel = invert(output.transform);
  const corners = [
    toMap(toPixel, xmin, ymin),
    toMap(toPixel, xmin, ymax),
    toMap(toPixel, xmax, ymin),
    toMap(toPixel, xmax, ymax),
  ];
  const cols = corners.map(([col]) => col);
  const rows = corners.map(([, row]) => row);
  const col = Math.floor(Math.min(...cols) + EDGE_TOLERANCE) - slack;
  const row = Math.floor(Math.min(...rows) + EDGE_TOLERANCE) - slack;
  return {
    col,
    row,
    width: Math.ceil(Math.max(...cols) - EDGE_TOLERANCE) + slack - col,
    height: Math.ceil(Math.max(...rows) - EDGE_TOLERANCE) + slack - row,
  };
}
