import { orbitState } from '../orbit/orbit.js';
import type { RadarPoint, RadarView } from './radar-view.js';

const MAX_STEPS = 20;
/** Seconds. Newton's method doubles the digits: the step after this one would be far below a nanometre. */
const SMALL_STEP = 1e-9;

/**
 * Range-Doppler forward: time of closest approach (zero Doppler, `V . (X - P) = 0`) and slant range of a body-fixed point, by
 * Newton's method on the azimuth time from the middle of the orbit: the result does not depend on what was computed before. Time and
 * range are NaN where the orbit's span holds no closest approach, or the point lies on the side that the radar does not look at or beyond
 * the horizon (of a sphere).
 *
 * Source: Curlander, McDonough (1991), Synthetic Aperture Radar, section 8.2 (range and Doppler equations).
 */
export function groundToRadar(view: RadarView, x: number, y: number, z: number, out: RadarPoint): void {
  const { orbit, look } = view;
  const s = out.state;
  const { times } = orbit.vectors;
  const first = times[0];
  const last = times[times.length - 1];
  let time = (first + last) / 2;
  let step = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MAX_STEPS && !(Math.abs(step) < SMALL_STEP); i++) {
    orbitState(orbit, time, s);
    const dx = x - s[0];
    const dy = y - s[1];
    const dz = z - s[2];
    const along = s[3] * dx + s[4] * dy + s[5] * dz;
    const slope = s[6] * dx + s[7] * dy + s[8] * dz - (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]);
    step = along / slope;
    time = Math.max(first, Math.min(time - step, last));
  }
  const dx = x - s[0];
  const dy = y - s[1];
  const dz = z - s[2];
  const facing = dx * x + dy * y + dz * z < 0;
  const seen = facing && rightward(s, dx, dy, dz) > 0 === (look === 'right');
  out.time = seen && Math.abs(step) < SMALL_STEP ? time : Number.NaN;
  out.range = Number.isNaN(out.time) ? Number.NaN : Math.sqrt(dx * dx + dy * dy + dz * dz);
}

/** Positive to the right of the flight direction: `(V x P) . d`, with up along P. */
function rightward(s: Float64Array, dx: number, dy: number, dz: number): number {
  return (
    (s[4] * s[2] - s[5] * s[1]) * dx + (s[5] * s[0] - s[3] * s[2]) * dy + (s[3] * s[1] - s[4] * s[0]) * dz
  );
}
