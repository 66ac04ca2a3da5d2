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
      for (let p = matrix.start[from + i]!; p < matrix.start[from + i + 1]!; p++) {
        const j = matrix.index[p]! - from;
        if (j >= 0 && j < size) block[i * size + j] = matrix.values[p]!;
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

export interface ConjugateGradientOptions {
  readonly preconditioner: Preconditioner;
  /** Stops when the residual's norm is this part of the right side's; 1e-12 when absent. */
  readonly tolerance?: number;
  /** 10 x size when absent. */
  readonly maxIterations?: number;
  /** Start values; 0 when absent. */
  readonly start?: Float64Array;
}

export interface ConjugateGradientResult {
  readonly x: Float64Array;
  readonly iterations: number;
}

/**
 * Preconditioned conjugate gradients (Hestenes & Stiefel 1952; Saad 2003, algorithm 9.1) for systems whose factor would
 * not fit the memory. Throws `convergence` when the residual does not fall to the tolerance.
 *
 * @param matrix symmetric positive definite, both triangles stored
 */
export function conjugateGradient(
  matrix: CsrMatrix,
  b: Float64Array,
  { preconditioner, tolerance = 1e-12, maxIterations = 10 * matrix.rows, start }: ConjugateGradientOptions,
): ConjugateGradientResult {
  const n = matrix.rows;
  const x = start?.slice() ?? new Float64Array(n);
  const product = multiply(matrix, x);
  const r = b.map((value, i) => value - product[i]!);
  let z = preconditioner(r);
  const p = z.slice();
  let rz = dot(r, z);
  const goal = tolerance * Math.sqrt(dot(b, b));
  for (let iteration = 0; iteration <= maxIterations; iteration++) {
    if (Math.sqrt(dot(r, r)) <= goal) return { x, iterations: iteration };
    const q = multiply(matrix, p);
    const step = rz / dot(p, q);
    for (let i = 0; i < n; i++) {
      x[i]! += step * p[i]!;
      r[i]! -= step * q[i]!;
    }
    z = preconditioner(r);
    const next = dot(r, z);
    const beta = next / rz;
    rz = next;
    for (let i = 0; i < n; i++) p[i] = z[i]! + beta * p[i]!;
  }
  throw new CuestaError('convergence', `Conjugate gradients did not converge in ${maxIterations} steps.`, {
    hint: 'The system is badly determined: use the direct solver, or add control or a-priori values.',
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
