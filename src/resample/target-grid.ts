import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { isNorthUp, northUp, pixelSize, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { sameHorizontal } from '../geo/crs.js';
import { createTransform } from '../geo/transform.js';
import { type Bounds, unionBounds } from './bounds.js';
import { type Footprint, footprintIn } from './footprint.js';
import { turnsTowards } from './longitude.js';

export interface TargetOptions {
  /** CRS of the target; that of the first input when absent. */
  readonly crs?: Crs;
  /** Pixel width and height in units of the CRS. */
  readonly resolution?: readonly [width: number, height: number];
  readonly bbox?: Bounds;
  /** Align edges to multiples of the resolution. */
  readonly tap?: boolean;
}

/** Bounds this close to a pixel edge (in pixels) lie on it. */
const EDGE_TOLERANCE = 1e-4;

/**
 * North-up grid for a product made of several inputs. Like ASP's `dem_mosaic`, the first input decides what the options
 * leave open: its CRS, its pixel size and, where both are kept and no `bbox` or `tap` says otherwise, its lattice, so
 * that inputs that share it are copied and not resampled. In another CRS the pixel size is the one that keeps the number of
 * pixels along the first input's diagonal (as gdalwarp does), and the grid starts at the top-left corner of the bounds.
 * Without `bbox` the bounds are those of all inputs; geographic ones are taken on the side of the 180th meridian where
 * the first input is. A `bbox` is met at its top-left corner, and at the others to the nearest whole pixel.
 *
 * @throws `config` for a resolution or bbox without area, `geometry` when an input has no place in the CRS or is on
 * another body
 */
export function unionGrid(grids: readonly Grid[], options: TargetOptions = {}): Grid {
  const first = grids[0];
  const crs = options.crs ?? first.crs;
  const resolution = options.resolution ?? defaultResolution(first, crs);
  const bounds = options.bbox ?? unionOf(grids, crs);
  check(resolution, bounds);
  if (options.tap === true) return gridOver(bounds, resolution, [0, 0], crs);
  if (options.bbox !== undefined) return gridFrom(options.bbox, resolution, crs);
  const [, , west, , , north] = first.transform;
  const keepsLattice = isOnLattice(first, crs, resolution);
  return gridOver(bounds, resolution, keepsLattice ? [west, north] : [bounds.xmin, bounds.ymax], crs);
}

function isOnLattice(first: Grid, crs: Crs, [width, height]: readonly [number, number]): boolean {
  if (!isNorthUp(first.transform) || !sameHorizontal(first.crs, crs)) return false;
  return width === first.transform[0] && height === -first.transform[4];
}

function check([width, height]: readonly [number, number], b: Bounds): void {
  if (!(width > 0 && height > 0 && Number.isFinite(width * height))) {
    throw new CuestaError('config', `A resolution of ${width} x ${height} is not possible.`, {
      hint: 'Give a positive pixel size in units of the output CRS.',
    });
  }
  if (!(b.xmax > b.xmin && b.ymax > b.ymin)) {
    throw new CuestaError('config', `The bounds ${b.xmin} ${b.ymin} ${b.xmax} ${b.ymax} have no area.`, {
      hint: 'Give them as xmin ymin xmax ymax in units of the output CRS.',
    });
  }
}

function unionOf(grids: readonly Grid[], crs: Crs): Bounds {
  const [first, ...others] = grids.map((grid) => requireFootprint(grid, crs).bounds);
  const centre = (first!.xmin + first!.xmax) / 2;
  return others.reduce((sum, b) => {
    const shift = crs.kind === 'geographic' ? 360 * turnsTowards(centre, (b.xmin + b.xmax) / 2) : 0;
    return unionBounds(sum, { ...b, xmin: b.xmin + shift, xmax: b.xmax + shift });
  }, first!);
}

function requireFootprint(grid: Grid, crs: Crs): Footprint {
  const footprint = footprintIn(grid, crs);
  if (footprint === null) throw outsideError(grid, crs);
  return footprint;
}

function outsideError(grid: Grid, crs: Crs): CuestaError {
  return new CuestaError('geometry', `An input in ${grid.crs.name} has no place in ${crs.name}.`, {
    hint: 'Choose an output CRS whose domain covers the inputs.',
  });
}

/** Pixel size of the first input, or square pixels that keep the length of its diagonal in another CRS. */
function defaultResolution(first: Grid, crs: Crs): readonly [width: number, height: number] {
  if (sameHorizontal(first.crs, crs)) return pixelSize(first.transform);
  const transform = createTransform(first.crs, crs);
  // The corners may lie outside the CRS's domain: then a shorter piece of the diagonal through the centre.
  for (let part = 1; part > 1e-6; part /= 2) {
    const ends = [0.5 - part / 2, 0.5 + part / 2].map((at) =>
      transform.forwardPoint(...toMap(first.transform, at * first.width, at * first.height)),
    );
    const [[x0, y0], [x1, y1]] = ends as [[number, number], [number, number]];
    const turns = crs.kind === 'geographic' ? Math.round((x0 - x1) / 360) : 0;
    const size = Math.hypot(x1 + 360 * turns - x0, y1 - y0) / (part * Math.hypot(first.width, first.height));
    if (size > 0) return [size, size];
  }
  throw outsideError(first, crs);
}

/** Grid with edges on the lattice through `origin` that covers the bounds. */
function gridOver(
  b: Bounds,
  [width, height]: readonly [number, number],
  [x0, y0]: readonly [number, number],
  crs: Crs,
): Grid {
  const left = Math.floor((b.xmin - x0) / width + EDGE_TOLERANCE);
  const right = Math.ceil((b.xmax - x0) / width - EDGE_TOLERANCE);
  const top = Math.floor((y0 - b.ymax) / height + EDGE_TOLERANCE);
  const bottom = Math.ceil((y0 - b.ymin) / height - EDGE_TOLERANCE);
  return {
    width: Math.max(1, right - left),
    height: Math.max(1, bottom - top),
    transform: northUp(x0 + left * width, y0 - top * height, width, height),
    crs,
  };
}

function gridFrom(b: Bounds, [width, height]: readonly [number, number], crs: Crs): Grid {
  return {
    width: Math.max(1, Math.round((b.xmax - b.xmin) / width)),
    height: Math.max(1, Math.round((b.ymax - b.ymin) / height)),
    transform: northUp(b.xmin, b.ymax, width, height),
    crs,
  };
}
