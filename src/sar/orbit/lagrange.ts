import type { StateVectors } from './state-vectors.js';

/**
 * Lagrange interpolation through the `terms` vectors around the interval from `i` to `i + 1`, of positions and velocities each by
 * themselves. Writes x, y, z, vx, vy, vz as ascending powers of `u = (t - t_i) / (t_i+1 - t_i) - 1/2` to `out` from `at`: the
 * interpolating polynomial is unique, so Newton's divided differences, multiplied out, give Lagrange's.
 */
export function lagrangePiece(
  { times, positions, velocities }: StateVectors,
  i: number,
  terms: number,
  out: Float64Array,
  at: number,
): void {
  const first = Math.max(0, Math.min(i + 1 - (terms >> 1), times.length - terms));
  const step = times[i + 1] - times[i];
  const nodes = times.slice(first, first + terms).map((t) => (t - times[i]) / step - 0.5);
  for (let component = 0; component < 6; component++) {
    const values = component < 3 ? positions : velocities;
    const samples = nodes.map((_, k) => values[3 * (first + k) + (component % 3)]);
    out.set(interpolatingPolynomial(nodes, samples), at + component * terms);
  }
}

/** Ascending coefficients of the polynomial through `(nodes, samples)`; changes `samples`. */
function interpolatingPolynomial(nodes: Float64Array, samples: Float64Array): Float64Array {
  const n = nodes.length;
  for (let order = 1; order < n; order++) {
    for (let k = n - 1; k >= order; k--) {
      samples[k] = (samples[k] - samples[k - 1]) / (nodes[k] - nodes[k - order]);
    }
  }
  const powers = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    for (let p = n - 1; p > 0; p--) powers[p] = powers[p - 1] - nodes[k] * powers[p];
    powers[0] = samples[k] - nodes[k] * powers[0];
  }
  return powers;
}
