import type { Ellipsoid } from '../../core/crs.js';
import { ecefToGeodetic } from '../../geo/geodetic.js';
import type { GroundPoint, RadarView } from './radar-view.js';
import { pointOnCircle, type RangeCircle, rangeCircle } from './range-circle.js';

const RADIANS = Math.PI / 180;
const MAX_STEPS = 20;
/** Metres on the ground; the step after this one would be far below a nanometre. */
const SMALL_STEP = 1e-4;

/**
 * Range-Doppler inverse: the point at an azimuth time (s) and slant range (m) whose height above the ellipsoid is `height` (m). NaN
 * where that range does not reach the height or goes beyond the horizon.
 */
export function radarToGround(
  view: RadarView,
  time: number,
  range: number,
  height: number,
  out: GroundPoint,
): void {
  circleAtHeight(rangeCircle(view, time, range), view.ellipsoid, height, out);
}

/**
 * Where a range circle has a height. The circle keeps range and Doppler exact, so that one unknown is left, the look angle: Newton's
 * method from the angle on a sphere.
 */
export function circleAtHeight(
  circle: RangeCircle,
  ellipsoid: Ellipsoid,
  height: number,
  out: GroundPoint,
): void {
  let angle = angleOnSphere(circle, ellipsoid.semiMajor + height);
  let step = Number.POSITIVE_INFINITY;
  let sight = 0;
  const { range, down, side } = circle;
  for (let i = 0; i < MAX_STEPS && Math.abs(step) * range >= SMALL_STEP; i++) {
    pointOnCircle(circle, angle, out);
    const [lon, lat, h] = ecefToGeodetic(out.x, out.y, out.z, ellipsoid);
    const cos = Math.cos(lat * RADIANS);
    const up = [cos * Math.cos(lon * RADIANS), cos * Math.sin(lon * RADIANS), Math.sin(lat * RADIANS)];
    const upDown = up[0] * down[0] + up[1] * down[1] + up[2] * down[2];
    const upSide = up[0] * side[0] + up[1] * side[1] + up[2] * side[2];
    const slope = range * (Math.cos(angle) * upSide - Math.sin(angle) * upDown);
    sight = Math.cos(angle) * upDown + Math.sin(angle) * upSide;
    step = (height - h) / slope;
    angle += step;
  }
  // Beyond the horizon the way to the point goes up, through the ground.
  const found = Math.abs(step) * range < SMALL_STEP && angle > 0 && sight < 0;
  pointOnCircle(circle, found ? angle : Number.NaN, out);
}

/** Look angle down to a sphere, by the law of cosines; NaN when the range does not reach it. */
function angleOnSphere({ range, centre, down }: RangeCircle, radius: number): number {
  const distance2 = centre[0] ** 2 + centre[1] ** 2 + centre[2] ** 2;
  const inPlane = -(centre[0] * down[0] + centre[1] * down[1] + centre[2] * down[2]);
  const cosine = (range * range + distance2 - radius * radius) / (2 * range * inPlane);
  // An ellipsoid is up to some 20 km below its equatorial sphere: near the limit, start from a steep angle.
  return Math.acos(Math.min(cosine, 0.999));
}
