import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { fullWindow, type Window } from '../core/window.js';
import { footprintIn } from './footprint.js';

/**
 * Output pixels that an input can touch: a box that is never too small, `slack` pixels wider than the sampled outline on every
 * side, and that may reach outside the output. Where longitudes may wrap around, or a part of the input has no place in the
 * output's CRS, that is the whole output.
 */
export function footprintWindow(output: Grid, input: Grid, slack: number): Window {
  const whole = fullWindow(output);
  const footprint = footprintIn(input, output.crs);
  if (footprint === null) return { ...whole, width: 0, height: 0 };
  if (!footprint.complete) return whole;
  const { xmin, ymin, xmax, ymax } = footprint.bounds;
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
  const box = {
    col,
    row,
    width: Math.ceil(Math.max(...cols) - EDGE_TOLERANCE) + slack - col,
    height: Math.ceil(Math.max(...rows) - EDGE_TOLERANCE) + slack - row,
  };
  const isInside = box.col >= -slack && box.col + box.width <= output.width + slack;
  return output.crs.kind === 'geographic' && !isInside ? { ...box, col: 0, width: output.width } : box;
}

/** Bounds this close to a pixel edge (in pixels) lie on it: grids on one lattice meet without a rim. */
const EDGE_TOLERANCE = 1e-4;
