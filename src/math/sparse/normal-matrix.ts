import { type CsrMatrix, transpose } from './csr.js';

/**
 * Normal matrix `Aᵀ diag(w) A + diag(d)` of a weighted least-squares problem, symmetric, both triangles stored, every
 * diagonal entry present. Observations of weight 0 keep their place in the pattern, so that robust reweighting never
 * changes it.
 *
 * @param design one row per observation
 * @param weights one per row, >= 0
 * @param diagonal one per parameter: weights of a-priori values, 0 for none
 */
export function normalMatrix(
  design: CsrMatrix,
  weights: ArrayLike<number>,
  diagonal: ArrayLike<number>,
): CsrMatrix {
  const n = design.columns;
  const byParameter = transpose(design);
  const start = new Int32Array(n + 1);
  const index: number[] = [];
  const values: number[] = [];
  const sum = new Float64Array(n);
  const seenBy = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const row: number[] = [i];
    seenBy[i] = i;
    sum[i] = diagonal[i]!;
    for (let p = byParameter.start[i]!; p < byParameter.start[i + 1]!; p++) {
      const k = byParameter.index[p]!;
      const factor = byParameter.values[p]! * weights[k]!;
      for (let q = design.start[k]!; q < design.start[k + 1]!; q++) {
        const j = design.index[q]!;
        if (seenBy[j] !== i) {
          seenBy[j] = i;
          sum[j] = 0;
          row.push(j);
        }
        sum[j]! += factor * design.values[q]!;
      }
    }
    row.sort((a, b) => a - b);
    for (const j of row) {
      index.push(j);
      values.push(sum[j]!);
    }
    start[i + 1] = index.length;
  }
  return { rows: n, columns: n, start, index: Int32Array.from(index), values: Float64Array.from(values) };
}
