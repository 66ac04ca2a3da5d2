import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { Vector3 } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import type { Bounds } from '../../resample/bounds.js';
import { footprintIn } from '../../resample/footprint.js';
import { epipolarAxis } from '../../sar/epipolar/epipolar-axis.js';
import { imageOutline, rotatedGrid } from '../../sar/epipolar/epipolar-grid.js';
import type { Looks } from '../../sar/image/looked-geometry.js';
import type { RadarConfig } from './config.js';
import { commonBox } from './grids.js';
import {
  looksFor,
  type MiddleView,
  middleView,
  type RadarImage,
  requireStereo,
  startOf,
} from './images.node.js';
import type { ImageTask } from './radar-task.js';
import type { Surface } from './surface.node.js';

/** What is known about a pair before its samples are read. */
export interface PairGeometry {
  readonly images: readonly [RadarImage, RadarImage];
  readonly tasks: readonly [Omit<ImageTask, 'grey'>, Omit<ImageTask, 'grey'>];
  readonly grid: Grid;
  /** Box on the map around the ground that both images and the DEM show. */
  readonly bounds: Bounds;
  /** Disparities that are searched, columns. */
  readonly least: number;
  readonly greatest: number;
  readonly start: Vector3;
  /** Degrees between the lines of sight. */
  readonly angle: number;
  /** Columns of parallax per metre of height. */
  readonly parallaxPerMetre: number;
  /** Largest parallax across the rows for the largest height error, rows. */
  readonly crossParallax: number;
}

/** Columns searched beyond what the height error explains: orbits and timing have errors of their own. */
const SLACK = 4;

/** Throws what rules out a pair: see {@link requireStereo}; `no-overlap`. */
export function planPair(
  images: readonly [RadarImage, RadarImage],
  surface: Surface,
  crs: Crs,
  heightError: number,
  config: RadarConfig,
): PairGeometry {
  const { resolution: cell } = config;
  const middle = (surface.lowest + surface.highest) / 2;
  const views = images.map(({ product }) => middleView(product, middle)) as [MiddleView, MiddleView];
  const angle = requireStereo(images, views);
  const reach = surface.dem === null ? heightError : 0;
  const outlines = images.map(({ product: { geometry } }) =>
    [surface.lowest - reach, surface.highest + reach].flatMap((h) => imageOutline(geometry, h, crs)),
  );
  const [left, right] = images.map(({ product }) => product.geometry);
  const points = pointsIn(outlines, crs).map(([lon, lat]): Vector3 => [lon, lat, middle]);
  const axis = epipolarAxis(left, right, points, crs, heightError);
  const limits = surface.dem === null ? outlines : [...outlines, outlineOf(surface.dem.grid, crs)];
  const grid = rotatedGrid(limits, axis.direction, cell, crs);
  const bounds = commonBox(limits);
  if (grid === null || !(bounds.xmin < bounds.xmax && bounds.ymin < bounds.ymax)) {
    throw noOverlap(images, surface);
  }
  const perMetre = axis.parallaxPerMetre / cell;
  const most = Math.ceil(Math.abs(perMetre) * heightError) + SLACK;
  return {
    images,
    tasks: [imageTask(images[0], views[0], config), imageTask(images[1], views[1], config)],
    grid,
    bounds,
    least: -most,
    greatest: most,
    start: startOf(views[0], images[0].product),
    angle,
    parallaxPerMetre: perMetre,
    crossParallax: axis.residual / cell,
  };
}

function imageTask(
  { path }: RadarImage,
  view: MiddleView,
  { looks, lee, resolution, polarisation }: RadarConfig,
): Omit<ImageTask, 'grey'> {
  const chosen: Looks = looks === undefined ? looksFor(view, resolution) : { x: looks[0], y: looks[1] };
  const sine = Math.sqrt(1 - view.toSensor[2] ** 2);
  // Half of the variance of a disparity of one column for either image.
  const sigma = resolution / Math.SQRT2;
  return {
    path,
    polarisation: polarisation ?? null,
    filter: { looks: chosen, radius: lee },
    sigmaTime: sigma / view.speed,
    sigmaRange: sigma * sine,
  };
}

/** Places over the common part of outlines, as longitude and latitude. */
function pointsIn(
  outlines: readonly (readonly (readonly [number, number])[])[],
  crs: Crs,
): (readonly [number, number])[] {
  const toGeographic = createTransform(crs, geographicOf(crs));
  const low = (axis: 0 | 1) => Math.max(...outlines.map((o) => Math.min(...o.map((p) => p[axis]))));
  const high = (axis: 0 | 1) => Math.min(...outlines.map((o) => Math.max(...o.map((p) => p[axis]))));
  const at = [0.1, 0.5, 0.9];
  return at.flatMap((u) =>
    at.map((v) =>
      toGeographic.forwardPoint(low(0) + u * (high(0) - low(0)), low(1) + v * (high(1) - low(1))),
    ),
  );
}

function outlineOf(grid: Grid, crs: Crs): (readonly [number, number])[] {
  const bounds = footprintIn(grid, crs)?.bounds;
  if (bounds === undefined) return [];
  const { xmin, xmax, ymin, ymax } = bounds;
  return [
    [xmin, ymin],
    [xmin, ymax],
    [xmax, ymin],
    [xmax, ymax],
  ];
}

function noOverlap([left, right]: readonly [RadarImage, RadarImage], { dem }: Surface): CuestaError {
  const others = dem === null ? '' : ` and ${dem.path}`;
  return new CuestaError('no-overlap', `${left.path}, ${right.path}${others} do not cover the same ground.`, {
    subject: right.path,
    hint: 'Check that the images show one place, and that the DEM reaches over it.',
  });
}
