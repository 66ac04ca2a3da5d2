import type { Ellipsoid } from '../core/crs.js';
import { ecefToGeodetic, type Vector3 } from '../geo/geodetic.js';
import type { Rotation } from './rigid.js';

const RADIANS = Math.PI / 180;

/** Rows are the unit vectors east, north and up in the body's Cartesian axes: turns Cartesian vectors into ENU ones. */
export function enuAxes(lonDeg: number, latDeg: number): Rotation {
  const [sinLon, cosLon] = [Math.sin(lonDeg * RADIANS), Math.cos(lonDeg * RADIANS)];
  const [sinLat, cosLat] = [Math.sin(latDeg * RADIANS), Math.cos(latDeg * RADIANS)];
  return [
    -sinLon,
    cosLon,
    0,
    -sinLat * cosLon,
    -sinLat * sinLon,
    cosLat,
    cosLat * cosLon,
    cosLat * sinLon,
    sinLat,
  ];
}

/** {@link enuAxes} at a Cartesian position. */
export function enuAxesAt(position: Vector3, ellipsoid: Ellipsoid): Rotation {
  const [lonDeg, latDeg] = ecefToGeodetic(...position, ellipsoid);
  return enuAxes(lonDeg, latDeg);
}
