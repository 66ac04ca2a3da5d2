import { CuestaError } from '../../core/errors.js';
import { factorCholesky, solveCholesky } from '../cholesky.js';
import { type CsrMatrix, multiply } from './csr.js';

/** Applies an approximate inverse: `z = M⁻¹ r`. */
export type Preconditioner = (r: Float64Array) => Float64Array;

/**
 * Inverse of the diagonal blocks of a symmetric positive definite matrix (block size 1: Jacobi).
 *
 * @param starts first parameter of every block, ascending from 0; blocks are runs of neighbouring parameters
 */
export function blockJacobi(matrix: CsrMatrix, starts: readonly number[]): Preconditioner {
  const blocks = starts.map((from, b) => {
    const size = (starts[b + 1] ?? matrix.rows) - from;
    const block = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let p = matrix.start[from + i]; p < matrix.start[from + i + 1]; p++) {
        const j = matrix.index[p] - from;
        if (j >= 0 && j < size) block[i * size + j] = matrix.values[p];
      }
    }
    if (!factorCholesky(block, size)) {
      throw new CuestaError('numeric', `Parameters ${from} to ${from + size - 1} are not observable.`, {
        hint: 'Give them an a-priori value, or solve with the direct solver, which finds and names such parameters.',
      });
    }
    return { from, size, block };
  });
  return (r) => {
    const z = r.slice();
    for (const { from, size, block } of blocks) solveCholesky(block, size, z, from);
    return z;
  };
}

/** Part of the right side's norm at which the residual is small enough. */
const TOLERANCE = 1e-12;

export interface ConjugateGradientOptions {
  readonly preconditioner: Preconditioner;
  /** 10 x size when absent. */
  readonly maxIterations?: number;
  /** Start values; 0 when absent. */
  readonly start?: Float64Array;
}

export interface ConjugateGradientResult {
  readonly x: Float64Array;
  readonly iterations: number;
  /** False when the residual did not fall to 1e-12 of the right side: the system is too badly determined. */
  readonly converged: boolean;
}

/**
 * Preconditioned conjugate gradients (Hestenes & Stiefel 1952; Saad 2003, algorithm 9.1) for systems whose factor would
 * not fit the memory, or that differ little from a factored one.
 *
 * @param matrix symmetric positive definite, both triangles stored
 */
export function conjugateGradient(
  matrix: CsrMatrix,
  b: Float64Array,
  { preconditioner, maxIterations = 10 * matrix.rows, start }: ConjugateGradientOptions,
): ConjugateGradientResult {
  const n = matrix.rows;
  const x = start?.slice() ?? new Float64Array(n);
  const product = multiply(matrix, x);
  const r = b.map((value, i) => value - product[i]);
  let z = preconditioner(r);
  const p = z.slice();
  let rz = dot(r, z);
  const goal = TOLERANCE * Math.sqrt(dot(b, b));
  for (let iterations = 0; ; iterations++) {
    const converged = Math.sqrt(dot(r, r)) <= goal;
    if (converged || iterations === maxIterations) return { x, iterations, converged };
    const q = multiply(matrix, p);
    const step = rz / dot(p, q);
    for (let i = 0; i < n; i++) {
      x[i] += step * p[i];
      r[i] -= step * q[i];
    }
    z = preconditioner(r);
    const next = dot(r, z);
    const beta = next / rz;
    rz = next;
    for (let i = 0; i < n; i++) p[i] = z[i] + beta * p[i];
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
