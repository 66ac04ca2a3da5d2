import type { Ellipsoid } from '../core/crs.js';
import { ecefToGeodetic, type Vector3 } from '../geo/geodetic.js';
import { enuAxes } from './local-axes.js';
import { centreAt, type Rigid, rotate, rotationVector } from './rigid.js';

/** A rigid motion in words that a person can use, at one position. */
export interface MotionDescription {
  /** Where it is described, body-fixed Cartesian and geodetic. */
  readonly centroid: Vector3;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly h: number;
  /** How this position moves: body's axes, and north, east, down; metres. */
  readonly translationEcef: Vector3;
  readonly translationNed: Vector3;
  /** About the north, east and down axes, and in all; degrees. */
  readonly rotationNedDeg: Vector3;
  readonly rotationDeg: number;
}

/** Describes a motion (origin at the body's centre) at a position. */
export function describeMotion(rigid: Rigid, centroid: Vector3, ellipsoid: Ellipsoid): MotionDescription {
  const [lonDeg, latDeg, h] = ecefToGeodetic(...centroid, ellipsoid);
  const axes = enuAxes(lonDeg, latDeg);
  const { translation } = centreAt(rigid, centroid);
  const turn = rotationVector(rigid.rotation);
  return {
    centroid,
    lonDeg,
    latDeg,
    h,
    translationEcef: translation,
    translationNed: toNed(rotate(axes, translation)),
    rotationNedDeg: toNed(rotate(axes, turn)).map((v) => (v * 180) / Math.PI) as unknown as Vector3,
    rotationDeg: (Math.hypot(...turn) * 180) / Math.PI,
  };
}

function toNed([east, north, up]: Vector3): Vector3 {
  return [north, east, -up];
}
