import { type CsrMatrix, csrFromTriplets, transpose } from './csr.js';

/** Assembles `Aᵀ diag(weights) A + diag(diagonal) + C` of one design for many weights. */
export type NormalAssembler = (weights: ArrayLike<number>, diagonal: ArrayLike<number>) => CsrMatrix;

/**
 * Normal matrices of weighted least-squares problems, symmetric, both triangles stored, every diagonal entry present. The
 * pattern is found once; observations of weight 0 keep their place in it, so that reweighting never changes it.
 *
 * @param design one row per observation, one column per parameter
 * @param constant C, symmetric, both triangles; nothing when absent
 * @returns function of one weight (>= 0) per observation, and of one per parameter for its a-priori value (0 for none)
 */
export function normalAssembler(
  design: CsrMatrix,
  constant: CsrMatrix = csrFromTriplets(design.columns, design.columns, NO_ENTRIES),
): NormalAssembler {
  const n = design.columns;
  const byParameter = transpose(design);
  const { start, index } = normalPattern(design, byParameter, constant);
  const sum = new Float64Array(n);
  return (weights, diagonal) => {
    const values = new Float64Array(index.length);
    for (let i = 0; i < n; i++) {
      sum[i] = diagonal[i];
      for (let p = constant.start[i]; p < constant.start[i + 1]; p++) {
        sum[constant.index[p]]! += constant.values[p];
      }
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

const NO_ENTRIES = { row: [], column: [], value: [] };

/** One normal matrix; see {@link normalAssembler}. */
export function normalMatrix(
  design: CsrMatrix,
  weights: ArrayLike<number>,
  diagonal: ArrayLike<number>,
  constant?: CsrMatrix,
): CsrMatrix {
  return normalAssembler(design, constant)(weights, diagonal);
}

function normalPattern(
  design: CsrMatrix,
  byParameter: CsrMatrix,
  constant: CsrMatrix,
): { start: Int32Array; index: Int32Array } {
  const n = design.columns;
  const start = new Int32Array(n + 1);
  const index: number[] = [];
  const seenBy = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const row: number[] = [i];
    seenBy[i] = i;
    const related = (j: number): void => {
      if (seenBy[j] === i) return;
      seenBy[j] = i;
      row.push(j);
    };
    for (let p = constant.start[i]; p < constant.start[i + 1]; p++) related(constant.index[p]);
    for (let p = byParameter.start[i]; p < byParameter.start[i + 1]; p++) {
      const k = byParameter.index[p];
      for (let q = design.start[k]; q < design.start[k + 1]; q++) related(design.index[q]);
    }
    row.sort((a, b) => a - b);
    for (const j of row) index.push(j);
    start[i + 1] = index.length;
  }
  return { start, index: Int32Array.from(index) };
}
