import { CuestaError } from '../../core/errors.js';
import { HERMITE_TERMS, hermitePiece } from './hermite.js';
import { lagrangePiece } from './lagrange.js';
import type { StateVectors } from './state-vectors.js';

export type OrbitInterpolation = 'lagrange' | 'hermite';

/** A continuous trajectory: one polynomial per interval between state vectors. */
export interface Orbit {
  readonly vectors: StateVectors;
  readonly interpolation: OrbitInterpolation;
  /** Coefficients per component. */
  readonly terms: number;
  /** Per interval: x, y, z, vx, vy, vz, each `terms` ascending powers of the position in the interval, -1/2 to 1/2. */
  readonly coefficients: Float64Array;
}

/** Points of a Lagrange polynomial: eight 10 s steps of a low orbit agree with the annotated geolocation to micrometres. */
const LAGRANGE_TERMS = 8;

/** Numbers that {@link orbitState} writes: position, velocity and acceleration. */
export const STATE_LENGTH = 9;

/**
 * Prepares interpolation. `lagrange` interpolates positions and velocities independently (through 8 vectors, or all when there are
 * fewer); `hermite` needs two vectors only, but leaves decimetres along the track between vectors 10 s apart. Throws `input`, naming
 * the subject, for fewer than two vectors, times that do not increase, or numbers that are not finite.
 */
export function createOrbit(
  vectors: StateVectors,
  interpolation: OrbitInterpolation,
  subject: string,
): Orbit {
  requireUsable(vectors, subject);
  const { times } = vectors;
  const terms = interpolation === 'hermite' ? HERMITE_TERMS : Math.min(LAGRANGE_TERMS, times.length);
  const coefficients = new Float64Array((times.length - 1) * 6 * terms);
  for (let i = 0; i + 1 < times.length; i++) {
    if (interpolation === 'hermite') hermitePiece(vectors, i, coefficients, i * 6 * terms);
    else lagrangePiece(vectors, i, terms, coefficients, i * 6 * terms);
  }
  return { vectors, interpolation, terms, coefficients };
}

/**
 * Position (m), velocity (m/s) and acceleration (m/s^2, the derivative of the velocity) at a time, body-fixed, to
 * `state[0 .. 9)`. Outside the vectors the first or last polynomial goes on.
 */
export function orbitState(orbit: Orbit, time: number, state: Float64Array): void {
  const { terms, coefficients } = orbit;
  const { times } = orbit.vectors;
  const i = intervalAt(times, time);
  const step = times[i + 1] - times[i];
  const u = (time - times[i]) / step - 0.5;
  for (let component = 0; component < 6; component++) {
    const from = (i * 6 + component) * terms;
    let value = 0;
    let slope = 0;
    for (let k = terms - 1; k >= 0; k--) {
      slope = slope * u + value;
      value = value * u + coefficients[from + k];
    }
    state[component] = value;
    if (component >= 3) state[component + 3] = slope / step;
  }
}

/** Vectors are nearly equally spaced, so that the search ends at once. */
function intervalAt(times: Float64Array, time: number): number {
  const last = times.length - 2;
  const guess = Math.floor(((time - times[0]) / (times[last + 1] - times[0])) * (last + 1));
  let i = Math.max(0, Math.min(guess, last));
  while (i < last && time >= times[i + 1]) i++;
  while (i > 0 && time < times[i]) i--;
  return i;
}

function requireUsable({ times, positions, velocities }: StateVectors, subject: string): void {
  const problem =
    times.length < 2
      ? `has ${times.length} orbit state vectors; at least two are needed`
      : times.some((t, i) => i > 0 && !(t > times[i - 1]))
        ? 'has orbit state vectors whose times do not increase'
        : [times, positions, velocities].some((a) => !a.every(Number.isFinite))
          ? 'has orbit state vectors that are not finite numbers'
          : null;
  if (problem !== null) {
    throw new CuestaError('input', `${subject} ${problem}.`, {
      subject,
      hint: 'Check the orbit of the product, or download it again.',
    });
  }
}
