import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Window } from '../core/window.js';
import { createTransform } from '../geo/transform.js';
import { windowBounds } from './bounds.js';
import { type Footprint, footprintIn } from './footprint.js';
import { latticePositions, type Projection } from './lattice.js';
import { centreLongitude, turnsTowards } from './longitude.js';
import { snapPosition } from './pixel-position.js';
import type { Warp } from './warp.js';

/** Sample positions per axis and grid for the median pixel size. */
const SCALE_SAMPLES = 5;
/** Parts of the footprint's size, and pixels, that sampled bounds may fall short of the true ones. */
const RELATIVE_MARGIN = 0.01;
const PIXEL_MARGIN = 2;

/**
 * Warp between grids of different CRSs. Positions are interpolated in a lattice that is fixed to the target grid, see
 * {@link latticePositions}. Longitudes of a geographic source are taken within half a turn of its centre. `scaleX` and
 * `scaleY` are medians over the common area, so that the support of a widened kernel does not depend on the window.
 */
export function createProjectedWarp(source: Grid, target: Grid): Warp {
  const project = createProjection(source, target);
  const mayTouch = createReach(source, target);
  const [scaleX, scaleY] = medianScale(source, target, project);
  return {
    source,
    target,
    scaleX: snapPosition(scaleX),
    scaleY: snapPosition(scaleY),
    shift: null,
    positions: (window) => latticePositions(project, window, mayTouch),
  };
}

function createProjection(source: Grid, target: Grid): Projection {
  const transform = createTransform(target.crs, source.crs);
  const toPixel = invert(source.transform);
  const centre = source.crs.kind === 'geographic' ? centreLongitude(source) : null;
  return (x, y) => {
    for (let i = 0; i < x.length; i++) {
      const [mapX, mapY] = toMap(target.transform, x[i], y[i]);
      x[i] = mapX;
      y[i] = mapY;
    }
    transform.forward(x, y);
    for (let i = 0; i < x.length; i++) {
      const mapX = centre === null ? x[i] : x[i] + 360 * turnsTowards(centre, x[i]);
      const [col, row] = toMap(toPixel, mapX, y[i]);
      x[i] = col;
      y[i] = row;
    }
  };
}

/**
 * Whether a window of target pixels may see the source. Besides saving time, this keeps out places that a projection
 * maps onto the source though they lie elsewhere. Everything may where the source is not completely in the target's domain.
 */
function createReach(source: Grid, target: Grid): (window: Window) => boolean {
  const footprint: Footprint | null = footprintIn(source, target.crs);
  if (footprint === null) return () => false;
  if (!footprint.complete) return () => true;
  const { xmin, xmax, ymin, ymax } = footprint.bounds;
  const pixel = windowBounds(target.transform, { col: 0, row: 0, width: 1, height: 1 });
  const marginX = RELATIVE_MARGIN * (xmax - xmin) + PIXEL_MARGIN * (pixel.xmax - pixel.xmin);
  const marginY = RELATIVE_MARGIN * (ymax - ymin) + PIXEL_MARGIN * (pixel.ymax - pixel.ymin);
  const centre = (xmin + xmax) / 2;
  const reach = (xmax - xmin) / 2 + marginX;
  return (window) => {
    const b = windowBounds(target.transform, window);
    if (b.ymax < ymin - marginY || b.ymin > ymax + marginY) return false;
    const middle = (b.xmin + b.xmax) / 2;
    const turns = target.crs.kind === 'geographic' ? turnsTowards(centre, middle) : 0;
    return Math.abs(middle + 360 * turns - centre) <= reach + (b.xmax - b.xmin) / 2;
  };
}

/**
 * Source pixels per target pixel: median of central differences at places that both grids cover, or failing those, all over
 * the source.
 */
function medianScale(source: Grid, target: Grid, project: Projection): [scaleX: number, scaleY: number] {
  const toTarget = createTransform(source.crs, target.crs);
  const toPixel = invert(target.transform);
  const seen = samplePixels(source).map(([col, row]) =>
    toMap(toPixel, ...toTarget.forwardPoint(...toMap(source.transform, col, row))),
  );
  const common = [
    ...seen.filter(([col, row]) => isInside(target, col, row)),
    ...samplePixels(target).filter(([col, row]) => {
      const x = Float64Array.of(col);
      const y = Float64Array.of(row);
      project(x, y);
      return isInside(source, x[0], y[0]);
    }),
  ];
  const scales = (common.length > 0 ? common : seen)
    .map(([col, row]) => scaleAt(project, col, row))
    .filter(([scaleX, scaleY]) => scaleX > 0 && scaleY > 0);
  if (scales.length === 0) return [1, 1];
  const median = (axis: 0 | 1): number =>
    scales.map((s) => s[axis]).sort((a, b) => a - b)[Math.floor(scales.length / 2)];
  return [median(0), median(1)];
}

function samplePixels({ width, height }: Grid): [col: number, row: number][] {
  return Array.from({ length: SCALE_SAMPLES ** 2 }, (_, i) => [
    (((i % SCALE_SAMPLES) + 0.5) / SCALE_SAMPLES) * width,
    ((Math.floor(i / SCALE_SAMPLES) + 0.5) / SCALE_SAMPLES) * height,
  ]);
}

function isInside(grid: Grid, col: number, row: number): boolean {
  return col >= 0 && row >= 0 && col < grid.width && row < grid.height;
}

function scaleAt(project: Projection, col: number, row: number): [scaleX: number, scaleY: number] {
  const x = Float64Array.of(col + 0.5, col - 0.5, col, col);
  const y = Float64Array.of(row, row, row + 0.5, row - 0.5);
  project(x, y);
  return [Math.hypot(x[0] - x[1], x[2] - x[3]), Math.hypot(y[0] - y[1], y[2] - y[3])];
}
