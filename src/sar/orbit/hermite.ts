import type { StateVectors } from './state-vectors.js';

/** Coefficients per component: a cubic. */
export const HERMITE_TERMS = 4;

/**
 * Cubic Hermite interpolation between vectors `i` and `i + 1`: the cubic through both positions with both velocities as slopes,
 * and its derivative as the velocity. Writes x, y, z, vx, vy, vz as ascending powers of `u = (t - t_i) / (t_i+1 - t_i) - 1/2`
 * to `out` from `at`.
 */
export function hermitePiece(
  { times, positions, velocities }: StateVectors,
  i: number,
  out: Float64Array,
  at: number,
): void {
  const step = times[i + 1] - times[i];
  for (let axis = 0; axis < 3; axis++) {
    const a = 3 * i + axis;
    const b = a + 3;
    const rise = positions[b] - positions[a];
    const c2 = (step * (velocities[b] - velocities[a])) / 2;
    const c3 = step * (velocities[a] + velocities[b]) - 2 * rise;
    const c1 = rise - c3 / 4;
    const position = at + axis * HERMITE_TERMS;
    out.set([(positions[a] + positions[b]) / 2 - c2 / 4, c1, c2, c3], position);
    out.set([c1 / step, (2 * c2) / step, (3 * c3) / step, 0], position + 3 * HERMITE_TERMS);
  }
}
