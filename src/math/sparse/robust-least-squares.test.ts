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

  it('observations that are given three times with a third of their weight are given once', () => {
    const once = simulate(5, 200, 0.05);
    const threeOf = (list: ArrayLike<number>): number[] => Array.from(list).flatMap((v) => [v, v, v]);
    const row: number[] = [];
    const column: number[] = [];
    const value: number[] = [];
    for (let r = 0; r < 600; r++) {
      const from = Math.floor(r / 3);
      for (let p = once.design.start[from]; p < once.design.start[from + 1]; p++) {
        row.push(r);
        column.push(once.design.index[p]);
        value.push(once.design.values[p]);
      }
    }
    const repeated: LeastSquaresProblem = {
      ...once,
      design: csrFromTriplets(600, 6, { row, column, value }),
      observed: Float64Array.from(threeOf(once.observed)),
      sigma: Float64Array.from(threeOf(once.sigma)),
      group: Int32Array.from(threeOf(once.group)),
    };
    const [single, shared, greedy] = [
      robustLeastSquares(once),
      robustLeastSquares({ ...repeated, share: new Float64Array(600).fill(1 / 3) }),
      robustLeastSquares(repeated),
    ];
    for (let j = 0; j < 6; j++) {
      const variance = covarianceOf(single.covariance, j, j);
      expect(shared.x[j]).toBeCloseTo(single.x[j]!, 6);
      expect(covarianceOf(shared.covariance, j, j) / variance).toBeCloseTo(1, 6);
      expect(covarianceOf(greedy.covariance, j, j) / variance).toBeLessThan(0.4);
    }
    expect(Array.from(shared.scales)).toEqual(Array.from(single.scales, (s) => expect.closeTo(s, 6)));
  });

  it('with what an earlier adjustment knows, gives what both give at once', () => {
    let [chi, apart, ratio] = [0, 0, 0];
    const runs = 50;
    for (let seed = 0; seed < runs; seed++) {
      const all = simulate(seed, 400, 0.05);
      const [first, second] = [part(all, 0, 200), part(all, 200, 400)];
      const earlier = robustLeastSquares(first);
      const rest = second.observed.map((l, i) => l - rowTimes(second.design, i, earlier.x));
      const later = robustLeastSquares({ ...second, observed: rest, information: earlier.normal });
      const joint = robustLeastSquares(all);
      for (let j = 0; j < 6; j++) {
        const x = earlier.x[j]! + later.x[j]!;
        const variance = covarianceOf(later.covariance, j, j);
        chi += (x - TRUTH[j]!) ** 2 / variance / (6 * runs);
        apart += (x - joint.x[j]!) ** 2 / variance / (6 * runs);
        ratio += variance / covarianceOf(joint.covariance, j, j) / (6 * runs);
      }
    }
    expect(chi).toBeGreaterThan(0.85);
    expect(chi).toBeLessThan(1.15);
    expect(apart).toBeLessThan(0.03);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });
});

function part(problem: LeastSquaresProblem, from: number, to: number): LeastSquaresProblem {
  const { design, observed, sigma, group } = problem;
  const start = design.start.slice(from, to + 1).map((p) => p - design.start[from]!);
  const entries = [design.start[from]!, design.start[to]!] as const;
  const rows = {
    rows: to - from,
    start,
    index: design.index.slice(...entries),
    values: design.values.slice(...entries),
  };
  const cut = <T extends Float64Array | Int32Array>(list: T): T => list.slice(from, to) as T;
  return {
    ...problem,
    design: { ...design, ...rows },
    observed: cut(observed),
    sigma: cut(sigma),
    group: cut(group),
  };
}

function rowTimes(
  { start, index, values }: LeastSquaresProblem['design'],
  row: number,
  x: Float64Array,
): number {
  let sum = 0;
  for (let p = start[row]!; p < start[row + 1]!; p++) sum += values[p]! * x[index[p]!]!;
  return sum;
}
