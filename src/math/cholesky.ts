/**
 * Cholesky factor of a small symmetric positive definite matrix, in place: the lower triangle of `a` (row-major, n x n)
 * becomes L with `L Lᵀ = a`.
 *
 * @returns false when a pivot is not positive beyond rounding: the matrix is singular, `a` is then of no use
 */
export function factorCholesky(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const diagonal = a[j * n + j];
    let pivot = diagonal;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k] ** 2;
    if (!(pivot > 1e-13 * diagonal)) return false;
    const root = Math.sqrt(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = sum / root;
    }
  }
  return true;
}

/** Solves `L Lᵀ x = b` in place of `b[from .. from + n)`. */
export function solveCholesky(l: Float64Array, n: number, b: Float64Array, from = 0): void {
  for (let i = 0; i < n; i++) {
    let sum = b[from + i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[from + k];
    b[from + i] = sum / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[from + i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * b[from + k];
    b[from + i] = sum / l[i * n + i];
  }
}
