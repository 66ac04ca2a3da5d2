import type { Crs } from '../core/crs.js';
import { type GeoTransform, invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { fullWindow } from '../core/window.js';
import { sameHorizontal } from '../geo/crs.js';
import { type CoordinateTransform, createTransform } from '../geo/transform.js';
import { type Bounds, windowBounds } from './bounds.js';
import { centreLongitude, turnsTowards } from './longitude.js';

/** What a grid covers in some CRS. */
export interface Footprint {
  readonly bounds: Bounds;
  /** False when a part of the grid has no place in the CRS: the bounds are then those of the rest, sampled. */
  readonly complete: boolean;
}

/** Samples per side; the finer ones are for grids that reach past the projection's domain, whose edge lies inside. */
const SAMPLES = 32;
const FINE_SAMPLES = 256;
/** A geographic grid this wide counts as going round the body, degrees. */
const ROUND = 350;

/**
 * Box of a grid in another CRS, from sample points over its whole area (not only its edges: a pole may lie inside). A point
 * counts when it comes back to where it was. Longitudes are continuous around the grid's centre and may leave
 * -180..180, so that a grid across the 180th meridian stays narrow; one that contains a pole covers all of them.
 * Null when no part of the grid has a place in the CRS.
 */
export function footprintIn(grid: Grid, crs: Crs): Footprint | null {
  if (sameHorizontal(grid.crs, crs)) {
    return { bounds: windowBounds(grid.transform, fullWindow(grid)), complete: true };
  }
  const forward = createTransform(grid.crs, crs);
  const back = createTransform(crs, grid.crs);
  const coarse = sampleBounds(grid, forward, back, SAMPLES);
  const found = coarse?.complete === true ? coarse : sampleBounds(grid, forward, back, FINE_SAMPLES);
  if (found === null || crs.kind !== 'geographic') return found;
  return { bounds: completeLongitudes(found.bounds, grid, back), complete: found.complete };
}

function sampleBounds(
  grid: Grid,
  forward: CoordinateTransform,
  back: CoordinateTransform,
  samples: number,
): Footprint | null {
  const toPixel = invert(grid.transform);
  const centre =
    forward.to.kind === 'geographic'
      ? forward.forwardPoint(...toMap(grid.transform, grid.width / 2, grid.height / 2))[0]
      : null;
  let bounds: Bounds | null = null;
  let complete = true;
  for (let j = 0; j <= samples; j++) {
    for (let i = 0; i <= samples; i++) {
      const col = (i / samples) * grid.width;
      const row = (j / samples) * grid.height;
      const [x, y] = forward.forwardPoint(...toMap(grid.transform, col, row));
      if (!comesBack(grid, toPixel, back.forwardPoint(x, y), col, row)) {
        complete = false;
        continue;
      }
      const turned = centre === null || Number.isNaN(centre) ? x : x + 360 * turnsTowards(centre, x);
      bounds = includePoint(bounds, turned, y);
    }
  }
  return bounds === null ? null : { bounds, complete };
}

function includePoint(b: Bounds | null, x: number, y: number): Bounds {
  if (b === null) return { xmin: x, ymin: y, xmax: x, ymax: y };
  return {
    xmin: Math.min(b.xmin, x),
    ymin: Math.min(b.ymin, y),
    xmax: Math.max(b.xmax, x),
    ymax: Math.max(b.ymax, y),
  };
}

/** Whether map coordinates are those of a pixel position, to half a pixel; longitudes up to whole turns. */
function comesBack(
  grid: Grid,
  toPixel: GeoTransform,
  [x, y]: readonly [number, number],
  col: number,
  row: number,
): boolean {
  const [lon] = toMap(grid.transform, col, row);
  const turned = grid.crs.kind === 'geographic' ? x + 360 * Math.round((lon - x) / 360) : x;
  const [c, r] = toMap(toPixel, turned, y);
  return Math.abs(c - col) <= 0.5 && Math.abs(r - row) <= 0.5;
}

/** Widens geographic bounds to all longitudes for a grid that goes round the body, and to the pole for one that has it. */
function completeLongitudes(bounds: Bounds, grid: Grid, back: CoordinateTransform): Bounds {
  const north = containsPole(grid, back, 90);
  const south = containsPole(grid, back, -90);
  const round = north || south || bounds.xmax - bounds.xmin >= ROUND;
  const centre = grid.crs.kind === 'geographic' ? centreLongitude(grid) : 0;
  return {
    xmin: round ? centre - 180 : bounds.xmin,
    xmax: round ? centre + 180 : bounds.xmax,
    ymin: south ? -90 : bounds.ymin,
    ymax: north ? 90 : bounds.ymax,
  };
}

function containsPole(grid: Grid, back: CoordinateTransform, latDeg: number): boolean {
  if (grid.crs.kind === 'geographic') return false;
  const [col, row] = toMap(invert(grid.transform), ...back.forwardPoint(0, latDeg));
  return col >= 0 && col <= grid.width && row >= 0 && row <= grid.height;
}
