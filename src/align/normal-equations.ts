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

/** Pivots below this part of their column's diagonal mean that the column is a combination of the others. */
const SMALLEST_PIVOT = 1e-12;

export interface Solution {
  /** The step `d`. */
  readonly step: Float64Array;
  /** Inverse of the normal matrix, row-major. */
  readonly inverse: Float64Array;
}

/** Solves by Cholesky decomposition; null where the rows do not determine every unknown. */
export function solveNormalEquations({ size: n, matrix, gradient }: NormalEquations): Solution | null {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[j * n + i]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j]!;
      else if (!(sum > SMALLEST_PIVOT * matrix[i * n + i]!)) return null;
      else factor[i * n + i] = Math.sqrt(sum);
    }
  }
  const inverse = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    const column = new Float64Array(n);
    column[c] = 1;
    substitute(factor, column);
    for (let r = 0; r < n; r++) inverse[r * n + c] = column[r]!;
  }
  const step = Float64Array.from(gradient, (g) => -g);
  substitute(factor, step);
  return { step, inverse };
}

/** Solves `L L^T x = b` in place. */
function substitute(factor: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * n + k]! * x[k]!;
    x[i]! /= factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= factor[k * n + i]! * x[k]!;
    x[i]! /= factor[i * n + i]!;
  }
}
