import type { Ellipsoid } from '../../core/crs.js';
import { type Orbit, STATE_LENGTH } from '../orbit/orbit.js';

export type LookSide = 'left' | 'right';

/** What range and Doppler equations need to know of a sensor. The image is focused to zero Doppler. */
export interface RadarView {
  readonly orbit: Orbit;
  /** Side of the flight direction on which the ground lies. */
  readonly look: LookSide;
  readonly ellipsoid: Ellipsoid;
}

/** A point as the radar sees it; reused by the functions that fill it. */
export interface RadarPoint {
  /** Zero-Doppler azimuth time, seconds since the orbit's epoch. */
  time: number;
  /** One-way slant range, metres. */
  range: number;
  /** The sensor at `time`: position, velocity, acceleration (see `orbitState`). */
  readonly state: Float64Array;
}

/** A point on the ground, body-fixed Cartesian metres; reused by the functions that fill it. */
export interface GroundPoint {
  x: number;
  y: number;
  z: number;
}

export function createRadarPoint(): RadarPoint {
  return { time: Number.NaN, range: Number.NaN, state: new Float64Array(STATE_LENGTH) };
}

export function createGroundPoint(): GroundPoint {
  return { x: Number.NaN, y: Number.NaN, z: Number.NaN };
}
