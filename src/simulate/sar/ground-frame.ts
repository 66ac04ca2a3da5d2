import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { ecefToGeodetic, geodeticToEcef } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { groundToRadar } from '../../sar/geometry/ground-to-radar.js';
import { radarToGround } from '../../sar/geometry/radar-to-ground.js';
import { createGroundPoint, createRadarPoint, type RadarView } from '../../sar/geometry/radar-view.js';

/** Metres of slant range on either side of the middle, between which the direction across the track is taken. */
const REACH = 500;

/**
 * A rectangle of ground turned towards a radar: `u` runs across its track, away from it, `v` along the flight, both in metres of the
 * map. Points of one `v` are seen at (nearly) one azimuth time, so that they hide and overlay one another.
 */
export interface GroundFrame {
  /** Map coordinates of `u = v = 0`. */
  readonly origin: readonly [x: number, y: number];
  /** Unit vectors of the map. */
  readonly across: readonly [x: number, y: number];
  readonly along: readonly [x: number, y: number];
  /** Metres along u and v. */
  readonly width: number;
  readonly height: number;
}

/** The frame of a view that holds a whole grid (of a CRS in metres); `height` is one of its ground, metres. NaN where it is not seen. */
export function groundFrame(grid: Grid, view: RadarView, height: number): GroundFrame {
  const centre = toMap(grid.transform, grid.width / 2, grid.height / 2);
  const across = directionAcross(grid, centre, view, height);
  const along =
    view.look === 'right' ? ([-across[1], across[0]] as const) : ([across[1], -across[0]] as const);
  let [left, right, near, far] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [col, row] of [
    [0, 0],
    [grid.width, 0],
    [0, grid.height],
    [grid.width, grid.height],
  ]) {
    const corner = toMap(grid.transform, col, row);
    const [x, y] = [corner[0] - centre[0], corner[1] - centre[1]];
    const u = x * across[0] + y * across[1];
    const v = x * along[0] + y * along[1];
    [left, right] = [Math.min(left, u), Math.max(right, u)];
    [near, far] = [Math.min(near, v), Math.max(far, v)];
  }
  const origin = toMap([across[0], along[0], centre[0], across[1], along[1], centre[1]], left, near);
  return { origin, across, along, width: right - left, height: far - near };
}

function directionAcross(
  { crs }: Grid,
  [x, y]: readonly [number, number],
  view: RadarView,
  height: number,
): readonly [x: number, y: number] {
  const geographic = geographicOf(crs);
  const [lon, lat] = createTransform(crs, geographic).forwardPoint(x, y);
  const toMapCoordinates = createTransform(geographic, crs);
  const seen = createRadarPoint();
  groundToRadar(view, ...geodeticToEcef(lon, lat, height, view.ellipsoid), seen);
  const point = createGroundPoint();
  const [near, far] = [-REACH, REACH].map((more) => {
    radarToGround(view, seen.time, seen.range + more, height, point);
    const [pointLon, pointLat] = ecefToGeodetic(point.x, point.y, point.z, view.ellipsoid);
    return toMapCoordinates.forwardPoint(pointLon, pointLat);
  });
  const [dx, dy] = [far[0] - near[0], far[1] - near[1]];
  const length = Math.hypot(dx, dy);
  return [dx / length, dy / length];
}
