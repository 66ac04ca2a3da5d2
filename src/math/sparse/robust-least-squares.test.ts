import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { csrFromTriplets } from './csr.js';
import { type LeastSquaresProblem, robustLeastSquares } from './robust-least-squares.js';
import { covarianceOf } from './selected-inverse.js';

const TRUTH = [3, -2, 0.5, 7, 1, -4];
const FACTORS = [1, 2.5, 0.4];

/** Six parameters of which every observation has three; three groups whose sigmas are wrong by {@link FACTORS}. */
function simulate(seed: number, n: number, outliers: number): LeastSquaresProblem {
  const rng = createRng(seed);
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  const observed = new Float64Array(n);
  const sigma = new Float64Array(n);
  const group = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    group[i] = i % 3;
    sigma[i] = 0.2 + rng.next();
    observed[i] = sigma[i] * FACTORS[group[i]]! * rng.normal();
    if (rng.next() < outliers) observed[i] += 30 * rng.next();
    for (let k = 0; k < 3; k++) {
      const j = (i + 2 * k + rng.int(2)) % 6;
      const a = 2 * rng.next() - 1;
      row.push(i);
      column.push(j);
      value.push(a);
      observed[i] += a * TRUTH[j];
    }
  }
  const priorSigma = new Float64Array(6).fill(Number.POSITIVE_INFINITY);
  const design = csrFromTriplets(n, 6, { row, column, value });
  return { design, observed, sigma, group, groupCount: 3, priorSigma };
}

function calibration(n: number, outliers: number, runs: number) {
  let chi = 0;
  let within = 0;
  const scales = [0, 0, 0];
  let settled = 0;
  for (let seed = 0; seed < runs; seed++) {
    const solution = robustLeastSquares(simulate(seed, n, outliers));
    if (solution.settled) settled++;
    solution.scales.forEach((s, g) => {
      scales[g] += s / FACTORS[g] / runs;
    });
    solution.x.forEach((x, j) => {
      const z = (x - TRUTH[j]) ** 2 / covarianceOf(solution.covariance, j, j);
      chi += z / (6 * runs);
      if (z < 9) within += 1 / (6 * runs);
    });
  }
  return { chi, within, scales, settled: settled / runs };
}

describe('robust least squares', () => {
  for (const [n, outliers] of [
    [200, 0],
    [200, 0.05],
  ] as const) {
    it(`reports errors and scales as they are: ${n} observations, ${outliers * 100} % gross errors`, () => {
      const { chi, within, scales, settled } = calibration(n, outliers, 100);
      expect(chi).toBeGreaterThan(0.85);
      expect(chi).toBeLessThan(1.15);
      expect(within).toBeGreaterThan(0.99);
      for (const s of scales) expect(Math.abs(s - 1)).toBeLessThan(0.06);
      expect(settled).toBeGreaterThan(0.95);
    });
  }
});
