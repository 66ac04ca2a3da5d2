import { orbitState, STATE_LENGTH } from '../orbit/orbit.js';
import type { GroundPoint, RadarView } from './radar-view.js';

/** All points of one azimuth time and slant range: a circle around the sensor, across its track. */
export interface RangeCircle {
  /** Slant range, metres. */
  readonly range: number;
  /** Sensor position. */
  readonly centre: Float64Array;
  /** Unit vectors across the track: towards the ground, and to the side that the radar looks at. */
  readonly down: Float64Array;
  readonly side: Float64Array;
}

export function rangeCircle({ orbit, look }: RadarView, time: number, range: number): RangeCircle {
  const s = new Float64Array(STATE_LENGTH);
  orbitState(orbit, time, s);
  const centre = s.slice(0, 3);
  const speed2 = s[3] * s[3] + s[4] * s[4] + s[5] * s[5];
  const along = (s[0] * s[3] + s[1] * s[4] + s[2] * s[5]) / speed2;
  const down = unit([along * s[3] - s[0], along * s[4] - s[1], along * s[5] - s[2]]);
  const sign = look === 'right' ? 1 : -1;
  // Forward x up, with up = -down.
  const side = unit([
    sign * (s[5] * down[1] - s[4] * down[2]),
    sign * (s[3] * down[2] - s[5] * down[0]),
    sign * (s[4] * down[0] - s[3] * down[1]),
  ]);
  return { range, centre, down, side };
}

/** The point at an angle (radians) from `down` towards `side`. */
export function pointOnCircle(
  { range, centre, down, side }: RangeCircle,
  angle: number,
  out: GroundPoint,
): void {
  const a = range * Math.cos(angle);
  const b = range * Math.sin(angle);
  out.x = centre[0] + a * down[0] + b * side[0];
  out.y = centre[1] + a * down[1] + b * side[1];
  out.z = centre[2] + a * down[2] + b * side[2];
}

function unit([x, y, z]: readonly [number, number, number]): Float64Array {
  const length = Math.hypot(x, y, z);
  return Float64Array.of(x / length, y / length, z / length);
}
