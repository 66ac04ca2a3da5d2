import type { CsrMatrix } from './csr.js';
import { minimumDegreeOrder } from './minimum-degree.js';

/**
 * `P N Pᵀ = L D Lᵀ` with unit lower triangular L (stored by columns, the unit diagonal left out) and diagonal D. A pivot
 * that cancels to nothing is a parameter which the others already explain or which nothing observes: its reciprocal is
 * kept as 0, so that solving leaves the parameter at 0.
 */
export interface LdlFactor {
  readonly size: number;
  /** Parameter that is eliminated k-th, and its inverse. */
  readonly order: Int32Array;
  readonly position: Int32Array;
  readonly columnStart: Int32Array;
  /** Ascending within a column. */
  readonly rowIndex: Int32Array;
  readonly lower: Float64Array;
  /** 1/D, 0 for a pivot without information. */
  readonly reciprocal: Float64Array;
  /** Parameters (original numbers) whose pivot has no information. */
  readonly deficient: readonly number[];
}

/** Order, elimination tree and pattern of L: everything that depends on the pattern of the matrix alone. */
export interface LdlSymbolic {
  readonly order: Int32Array;
  readonly position: Int32Array;
  readonly parent: Int32Array;
  readonly columnStart: Int32Array;
}

/** A pivot below this part of its diagonal element has lost all its digits: the parameter is not observable. */
const PIVOT_TOLERANCE = 1e-10;

/**
 * Elimination tree and column counts (Davis 2005, "Algorithm 849: a concise sparse Cholesky factorization package").
 *
 * @param matrix symmetric, both triangles stored
 */
export function analyseLdl(matrix: CsrMatrix, order: Int32Array = minimumDegreeOrder(matrix)): LdlSymbolic {
  const n = matrix.rows;
  const position = new Int32Array(n);
  order.forEach((parameter, k) => {
    position[parameter] = k;
  });
  const parent = new Int32Array(n).fill(-1);
  const seenBy = new Int32Array(n);
  const columnStart = new Int32Array(n + 1);
  for (let k = 0; k < n; k++) {
    seenBy[k] = k;
    const row = order[k];
    for (let p = matrix.start[row]; p < matrix.start[row + 1]; p++) {
      let i = position[matrix.index[p]]!;
      if (i >= k) continue;
      for (; seenBy[i] !== k; i = parent[i]) {
        if (parent[i] === -1) parent[i] = k;
        columnStart[i + 1]++;
        seenBy[i] = k;
      }
    }
  }
  for (let k = 0; k < n; k++) columnStart[k + 1] += columnStart[k];
  return { order, position, parent, columnStart };
}

/**
 * Up-looking numeric factorisation (same source): row k of L solves a triangular system with the rows above it.
 *
 * @param matrix symmetric positive semi-definite, both triangles stored
 */
export function factorLdl(matrix: CsrMatrix, symbolic: LdlSymbolic = analyseLdl(matrix)): LdlFactor {
  const { order, position, parent, columnStart } = symbolic;
  const n = matrix.rows;
  const rowIndex = new Int32Array(columnStart[n]);
  const lower = new Float64Array(columnStart[n]);
  const reciprocal = new Float64Array(n);
  const deficient: number[] = [];
  const filled = columnStart.slice(0, n);
  const work = new Float64Array(n);
  const pattern = new Int32Array(n);
  const path = new Int32Array(n);
  const seenBy = new Int32Array(n).fill(-1);
  for (let k = 0; k < n; k++) {
    let top = n;
    let pivot = 0;
    let diagonal = 0;
    seenBy[k] = k;
    const row = order[k];
    for (let p = matrix.start[row]; p < matrix.start[row + 1]; p++) {
      let i = position[matrix.index[p]]!;
      if (i === k) diagonal = matrix.values[p];
      if (i >= k) continue;
      work[i] = matrix.values[p];
      let length = 0;
      for (; seenBy[i] !== k; i = parent[i]) {
        path[length++] = i;
        seenBy[i] = k;
      }
      while (length > 0) pattern[--top] = path[--length];
    }
    pivot = diagonal;
    for (; top < n; top++) {
      const i = pattern[top];
      const value = work[i];
      work[i] = 0;
      for (let p = columnStart[i]; p < filled[i]; p++) work[rowIndex[p]]! -= lower[p] * value;
      const factor = value * reciprocal[i];
      pivot -= factor * value;
      rowIndex[filled[i]] = k;
      lower[filled[i]++] = factor;
    }
    if (pivot > PIVOT_TOLERANCE * diagonal) reciprocal[k] = 1 / pivot;
    else deficient.push(row);
  }
  return { size: n, order, position, columnStart, rowIndex, lower, reciprocal, deficient };
}

/** Solves `N x = b`; parameters without information are 0. */
export function solveLdl(factor: LdlFactor, b: ArrayLike<number>): Float64Array {
  const { size, order, columnStart, rowIndex, lower, reciprocal } = factor;
  const y = Float64Array.from(order, (parameter) => b[parameter]);
  for (let k = 0; k < size; k++) {
    const value = y[k];
    for (let p = columnStart[k]; p < columnStart[k + 1]; p++) y[rowIndex[p]]! -= lower[p] * value;
  }
  for (let k = 0; k < size; k++) y[k] *= reciprocal[k];
  return backSubstitute(factor, y);
}

/** Solves `Lᵀ Pᵀx = y`; `y` is in elimination order and is overwritten, the result in the parameters' order. */
export function backSubstitute(factor: LdlFactor, y: Float64Array): Float64Array {
  const { size, order, columnStart, rowIndex, lower } = factor;
  const x = new Float64Array(size);
  for (let k = size - 1; k >= 0; k--) {
    let value = y[k];
    for (let p = columnStart[k]; p < columnStart[k + 1]; p++) value -= lower[p] * y[rowIndex[p]]!;
    y[k] = value;
    x[order[k]] = value;
  }
  return x;
}
