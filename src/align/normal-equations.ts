import { factorCholesky, solveCholesky } from '../math/cholesky.js';

/** Sums of a small linear least-squares problem, `sum w (J d + r)^2 -> min`; rows are added one by one. */
export interface NormalEquations {
  readonly size: number;
  /** `sum w J^T J`, row-major; only the upper triangle is filled while rows are added. */
  readonly matrix: Float64Array;
  /** `sum w J^T r`. */
  readonly gradient: Float64Array;
  /** Rows with weight. */
  rows: number;
}

export function createNormalEquations(size: number): NormalEquations {
  return { size, matrix: new Float64Array(size * size), gradient: new Float64Array(size), rows: 0 };
}

/** Adds a row `j` (length `size`) with residual `r` and weight `w`. */
export function addRow(sums: NormalEquations, j: Float64Array, r: number, w: number): void {
  const { size, matrix, gradient } = sums;
  for (let a = 0; a < size; a++) {
    const wa = w * j[a]!;
    gradient[a]! += wa * r;
    for (let b = a; b < size; b++) matrix[a * size + b]! += wa * j[b]!;
  }
  sums.rows++;
}

export interface Solution {
  /** The step `d`. */
  readonly step: Float64Array;
  /** Inverse of the normal matrix, row-major. */
  readonly inverse: Float64Array;
}

/** Solves by Cholesky decomposition; null where the rows do not determine every unknown. */
export function solveNormalEquations({ size: n, matrix, gradient }: NormalEquations): Solution | null {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) factor[i * n + j] = matrix[j * n + i]!;
  if (!factorCholesky(factor, n)) return null;
  const inverse = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    // Symmetric: columns are rows.
    inverse[c * n + c] = 1;
    solveCholesky(factor, n, inverse, c * n);
  }
  const step = Float64Array.from(gradient, (g) => -g);
  solveCholesky(factor, n, step);
  return { step, inverse };
}
