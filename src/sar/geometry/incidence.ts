import type { RadarPoint } from './radar-view.js';

const DEGREES = 180 / Math.PI;

/**
 * Angle in degrees between the direction from a ground point to the sensor (`seen.state`) and a unit vector: the ellipsoid's normal
 * gives the incidence angle, the terrain's normal the local one. (The grids of Sentinel-1 use the direction away from the
 * Earth's centre: up to 0.04 degrees from the ellipsoid's normal.)
 */
export function incidenceDeg(
  seen: RadarPoint,
  point: readonly [x: number, y: number, z: number],
  normal: readonly [x: number, y: number, z: number],
): number {
  const toSensor = point.map((p, i) => seen.state[i] - p);
  const along = normal.reduce((sum, n, i) => sum + n * toSensor[i], 0);
  return Math.acos(along / Math.hypot(...toSensor)) * DEGREES;
}
