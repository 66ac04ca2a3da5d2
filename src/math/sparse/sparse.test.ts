import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { blockJacobi, conjugateGradient } from './conjugate-gradient.js';
import { type CsrMatrix, csrFromTriplets, multiply, multiplyTransposed } from './csr.js';
import { analyseLdl, factorLdl, solveLdl } from './ldl.js';
import { minimumDegreeOrder } from './minimum-degree.js';
import { normalMatrix } from './normal-matrix.js';
import { carryThrough, constrainCovariance, innerConstraints, minimumNorm, nullSpace } from './null-space.js';
import { covarianceBlock, covarianceOf, selectedInverse, varianceOfForm } from './selected-inverse.js';

/** Observations of differences and of values between the nodes of a graph, with random coefficients. */
function randomDesign(seed: number, nodes: number, observations: number, absolute: number): CsrMatrix {
  const rng = createRng(seed);
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  const add = (r: number, node: number, sign: number): void => {
    for (let t = 0; t < 3; t++) {
      row.push(r);
      column.push(3 * node + t);
      value.push(t === 0 ? sign : sign * (2 * rng.next() - 1));
    }
  };
  for (let r = 0; r < observations; r++) {
    const a = rng.int(nodes);
    add(r, a, 1);
    if (r >= absolute) add(r, (a + 1 + rng.int(3)) % nodes, -1);
  }
  return csrFromTriplets(observations, 3 * nodes, { row, column, value });
}

function grid(n: number): CsrMatrix {
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  const add = (i: number, j: number, v: number): void => {
    row.push(i);
    column.push(j);
    value.push(v);
  };
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const i = y * n + x;
      add(i, i, 4.01);
      if (x > 0) add(i, i - 1, -1);
      if (x < n - 1) add(i, i + 1, -1);
      if (y > 0) add(i, i - n, -1);
      if (y < n - 1) add(i, i + n, -1);
    }
  }
  return csrFromTriplets(n * n, n * n, { row, column, value });
}

function dense(a: CsrMatrix): number[][] {
  return Array.from({ length: a.rows }, (_, i) => {
    const line = new Array<number>(a.columns).fill(0);
    for (let p = a.start[i]; p < a.start[i + 1]; p++) line[a.index[p]] = a.values[p];
    return line;
  });
}

const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  largest(Array.from(a, (v, i) => v - b[i]));

describe('CSR matrices', () => {
  it('sum repeated entries and multiply like dense ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(6), fc.nat(4), fc.integer({ min: -9, max: 9 })), { maxLength: 60 }),
        (entries) => {
          const full = Array.from({ length: 7 }, () => new Array<number>(5).fill(0));
          for (const [r, c, v] of entries) full[r][c] += v;
          const a = csrFromTriplets(7, 5, {
            row: entries.map((e) => e[0]),
            column: entries.map((e) => e[1]),
            value: entries.map((e) => e[2]),
          });
          expect(dense(a)).toEqual(full);
          const x = [1, -2, 3, 5, -7];
          expect([...multiply(a, x)]).toEqual(full.map((line) => line.reduce((s, v, j) => s + v * x[j], 0)));
          const y = [2, 3, 5, 7, 11, 13, 17];
          expect([...multiplyTransposed(a, y)]).toEqual(
            x.map((_, j) => full.reduce((s, line, i) => s + line[j] * y[i], 0)),
          );
        },
      ),
    );
  });
});

describe('fill-reducing order', () => {
  it('is a permutation that fills a grid far less than the natural order, and not more than nested dissection did', () => {
    const matrix = grid(100);
    const order = minimumDegreeOrder(matrix);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from(order, (_, i) => i));
    const natural = analyseLdl(
      matrix,
      Int32Array.from(order, (_, i) => i),
    ).columnStart[10_000];
    const fill = analyseLdl(matrix, order).columnStart[10_000];
    expect(natural).toBeGreaterThan(950_000);
    expect(fill).toBeLessThan(260_000);
  });

  it('makes no fill at all where none is needed: a star, whose natural order fills it completely', () => {
    const row: number[] = [];
    const column: number[] = [];
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 40; j++) {
        if (i === j || i === 0 || j === 0) {
          row.push(i);
          column.push(j);
        }
      }
    }
    const star = csrFromTriplets(40, 40, {
      row,
      column,
      value: row.map((r, k) => (r === column[k] ? 99 : 1)),
    });
    expect(analyseLdl(star).columnStart[40]).toBe(39);
    const natural = Int32Array.from({ length: 40 }, (_, i) => i);
    expect(analyseLdl(star, natural).columnStart[40]).toBe((40 * 39) / 2);
  });
});

describe('sparse least squares', () => {
  it('direct and iterative solvers agree to 1e-8, with few iterations for block Jacobi', () => {
    for (let seed = 0; seed < 5; seed++) {
      const design = randomDesign(seed, 300, 2000, 200);
      const rng = createRng(seed + 77);
      const weights = Float64Array.from({ length: 2000 }, () => 0.1 + rng.next());
      const n = normalMatrix(design, weights, new Float64Array(900).fill(1e-3));
      const b = Float64Array.from({ length: 900 }, () => rng.normal());
      const direct = solveLdl(factorLdl(n), b);
      const starts = Array.from({ length: 300 }, (_, k) => 3 * k);
      const block = conjugateGradient(n, b, { preconditioner: blockJacobi(n, starts) });
      const points = Array.from({ length: 900 }, (_, k) => k);
      const point = conjugateGradient(n, b, { preconditioner: blockJacobi(n, points) });
      const scale = largest(direct);
      expect(distance(block.x, direct) / scale).toBeLessThan(1e-8);
      expect(distance(point.x, direct) / scale).toBeLessThan(1e-8);
      expect([block.converged, point.converged]).toEqual([true, true]);
      expect(block.iterations).toBeLessThan(point.iterations);
    }
  });

  it('the iterative solver says when it fails, and which parameters nothing observes', () => {
    const n = grid(20);
    const b = new Float64Array(400).fill(1);
    const preconditioner = (r: Float64Array): Float64Array => r.slice();
    expect(conjugateGradient(n, b, { preconditioner, maxIterations: 3 })).toMatchObject({
      converged: false,
      iterations: 3,
    });
    const empty = normalMatrix(csrFromTriplets(0, 2, { row: [], column: [], value: [] }), [], [0, 0]);
    expect(() => blockJacobi(empty, [0])).toThrow(expect.objectContaining({ code: 'numeric' }));
  });

  it('names the parameters without information and leaves them at 0', () => {
    const design = csrFromTriplets(3, 4, {
      row: [0, 0, 1, 1, 2],
      column: [0, 1, 1, 2, 2],
      value: [1, -1, 1, -1, 1],
    });
    const factor = factorLdl(normalMatrix(design, [1, 1, 1], new Float64Array(4)));
    expect(factor.deficient).toEqual([3]);
    const x = solveLdl(factor, multiplyTransposed(design, [1, 2, 5]));
    expect([...x].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([8, 7, 5, 0]);
    expect(covarianceOf(selectedInverse(factor), 3, 3)).toBe(0);
  });

  it('does not know covariances of unrelated parameters', () => {
    const design = csrFromTriplets(2, 2, { row: [0, 1], column: [0, 1], value: [1, 2] });
    const inverse = selectedInverse(factorLdl(normalMatrix(design, [1, 1], [0, 0])));
    expect([covarianceOf(inverse, 0, 0), covarianceOf(inverse, 1, 1)]).toEqual([1, 0.25]);
    expect(covarianceOf(inverse, 0, 1)).toBeNaN();
  });
});

const SCRIPT = `
import json, sys, numpy as np
d = json.load(sys.stdin)
A, w, l = np.array(d['A']), np.array(d['w']), np.array(d['l'])
s = np.sqrt(w)
x, _, rank, _ = np.linalg.lstsq(A * s[:, None], l * s, rcond=1e-10)
Q = np.linalg.pinv(A.T @ (A * w[:, None]), rcond=1e-10, hermitian=True)
print(json.dumps(dict(x=x.tolist(), rank=int(rank), Q=Q.tolist())))
`;

function numpy(design: CsrMatrix, w: Float64Array, l: Float64Array) {
  const input = JSON.stringify({ A: dense(design), w: [...w], l: [...l] });
  return JSON.parse(run(python, ['-c', SCRIPT], input)) as { x: number[]; rank: number; Q: number[][] };
}

describe.skipIf(!available('gdal'))('against numpy', () => {
  for (const absolute of [30, 0]) {
    it(`equals lstsq and pinv, ${absolute > 0 ? 'full rank' : 'free network (minimum norm)'}`, () => {
      const observations = 250;
      const design = absolute > 0 ? randomDesign(3, 20, observations, absolute) : levelling(observations);
      const rng = createRng(8);
      const w = Float64Array.from({ length: observations }, () => 0.2 + rng.next());
      const l = Float64Array.from({ length: observations }, () => rng.normal());
      const expected = numpy(design, w, l);
      const factor = factorLdl(normalMatrix(design, w, new Float64Array(design.columns)));
      expect(design.columns - factor.deficient.length).toBe(expected.rank);
      const basis = nullSpace(factor);
      for (const z of basis) expect(largest(multiply(design, z))).toBeLessThan(1e-10);
      const constraints = innerConstraints(basis);
      const any = solveLdl(
        factor,
        multiplyTransposed(
          design,
          l.map((v, i) => v * w[i]),
        ),
      );
      const x = minimumNorm(constraints, any);
      expect(distance(x, expected.x)).toBeLessThan(1e-9);
      const inverse = selectedInverse(factor);
      const carried = carryThrough(factor, constraints);
      for (let node = 0; node < design.columns / 3; node++) {
        const parameters = [3 * node, 3 * node + 1, 3 * node + 2];
        const block = constrainCovariance(
          constraints,
          carried,
          parameters,
          covarianceBlock(inverse, parameters),
        );
        const oracle = parameters.flatMap((i) => parameters.map((j) => expected.Q[i][j]));
        expect(distance(block, oracle)).toBeLessThan(1e-9);
      }
      if (absolute > 0) {
        const form = design.index.subarray(design.start[200], design.start[201]);
        const a = design.values.subarray(design.start[200], design.start[201]);
        let sum = 0;
        form.forEach((i, p) => {
          form.forEach((j, q) => {
            sum += a[p] * a[q] * expected.Q[i][j];
          });
        });
        expect(varianceOfForm(inverse, form, a)).toBeCloseTo(sum, 10);
      }
    });
  }
});

/** Differences of planes `a + b x + c y` at common positions: three null vectors. */
function levelling(observations: number): CsrMatrix {
  const rng = createRng(4);
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  for (let r = 0; r < observations; r++) {
    const a = rng.int(20);
    const b = (a + 1 + rng.int(3)) % 20;
    const terms = [1, 2 * rng.next() - 1, 2 * rng.next() - 1];
    terms.forEach((v, t) => {
      row.push(r, r);
      column.push(3 * a + t, 3 * b + t);
      value.push(v, -v);
    });
  }
  return csrFromTriplets(observations, 60, { row, column, value });
}
