import { type CsrMatrix, transpose } from './csr.js';

/** Assembles `Aᵀ diag(weights) A + diag(diagonal)` of one design for many weights. */
export type NormalAssembler = (weights: ArrayLike<number>, diagonal: ArrayLike<number>) => CsrMatrix;

/**
 * Normal matrices of weighted least-squares problems, symmetric, both triangles stored, every diagonal entry present. The
 * pattern is found once; observations of weight 0 keep their place in it, so that reweighting never changes it.
 *
 * @param design one row per observation, one column per parameter
 * @returns function of one weight (>= 0) per observation, and of one per parameter for its a-priori value (0 for none)
 */
export function normalAssembler(design: CsrMatrix): NormalAssembler {
  const n = design.columns;
  const byParameter = transpose(design);
  const { start, index } = normalPattern(design, byParameter);
  const sum = new Float64Array(n);
  return (weights, diagonal) => {
    const values = new Float64Array(index.length);
    for (let i = 0; i < n; i++) {
      sum[i] = diagonal[i];
      for (let p = byParameter.start[i]; p < byParameter.start[i + 1]; p++) {
        const k = byParameter.index[p];
        const factor = byParameter.values[p] * weights[k];
        if (factor === 0) continue;
        const end = design.start[k + 1];
        for (let q = design.start[k]; q < end; q++) sum[design.index[q]]! += factor * design.values[q];
      }
      for (let p = start[i]; p < start[i + 1]; p++) {
        const j = index[p];
        values[p] = sum[j];
        sum[j] = 0;
      }
    }
    return { rows: n, columns: n, start, index, values };
  };
}

/** One normal matrix; see {@link normalAssembler}. */
export function normalMatrix(
  design: CsrMatrix,
  weights: ArrayLike<number>,
  diagonal: ArrayLike<number>,
): CsrMatrix {
  return normalAssembler(design)(weights, diagonal);
}

function normalPattern(design: CsrMatrix, byParameter: CsrMatrix): { start: Int32Array; index: Int32Array } {
  const n = design.columns;
  const start = new Int32Array(n + 1);
  const index: number[] = [];
  const seenBy = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const row: number[] = [i];
    seenBy[i] = i;
    for (let p = byParameter.start[i]; p < byParameter.start[i + 1]; p++) {
      const k = byParameter.index[p];
      for (let q = design.start[k]; q < design.start[k + 1]; q++) {
        const j = design.index[q];
        if (seenBy[j] === i) continue;
        seenBy[j] = i;
        row.push(j);
      }
    }
    row.sort((a, b) => a - b);
    for (const j of row) index.push(j);
    start[i + 1] = index.length;
  }
  return { start, index: Int32Array.from(index) };
}
