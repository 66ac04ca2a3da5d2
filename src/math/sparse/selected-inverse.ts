import type { LdlFactor } from './ldl.js';

/** Entries of the inverse normal matrix on the pattern of its factor: variances, and covariances of related parameters. */
export interface SelectedInverse {
  readonly factor: LdlFactor;
  /** In elimination order. */
  readonly diagonal: Float64Array;
  /** Parallel to `factor.lower`. */
  readonly below: Float64Array;
}

/**
 * Takahashi, Fagan & Chen (1973): `Z = D⁻¹L⁻¹ + (I - Lᵀ)Z`, evaluated from the last column to the first on the pattern
 * of L, which is closed under it. Costs about as much as the factorisation; the full inverse is never formed.
 * Parameters without information have variance 0, as if fixed.
 */
export function selectedInverse(factor: LdlFactor): SelectedInverse {
  const { size, columnStart, rowIndex, lower, reciprocal } = factor;
  const diagonal = new Float64Array(size);
  const below = new Float64Array(lower.length);
  const sum = new Float64Array(size);
  const weight = new Float64Array(size);
  const inColumn = new Int32Array(size).fill(-1);
  for (let j = size - 1; j >= 0; j--) {
    const from = columnStart[j];
    const to = columnStart[j + 1];
    for (let p = from; p < to; p++) {
      const i = rowIndex[p];
      inColumn[i] = j;
      weight[i] = lower[p];
      sum[i] = 0;
    }
    for (let p = from; p < to; p++) {
      const k = rowIndex[p];
      const factorOfK = weight[k];
      let own = diagonal[k] * factorOfK;
      for (let q = columnStart[k]; q < columnStart[k + 1]; q++) {
        const i = rowIndex[q];
        if (inColumn[i] !== j) continue;
        sum[i] += below[q] * factorOfK;
        own += below[q] * weight[i];
      }
      sum[k] += own;
    }
    let variance = reciprocal[j];
    for (let p = from; p < to; p++) {
      const covariance = -sum[rowIndex[p]]!;
      below[p] = covariance;
      variance -= lower[p] * covariance;
    }
    diagonal[j] = variance;
  }
  return { factor, diagonal, below };
}

/** Covariance of two parameters; they must share an observation (or be equal), else the entry is not known: NaN. */
export function covarianceOf({ factor, diagonal, below }: SelectedInverse, a: number, b: number): number {
  const i = factor.position[a];
  const j = factor.position[b];
  if (i === j) return diagonal[i];
  const row = Math.max(i, j);
  let low = factor.columnStart[Math.min(i, j)];
  let high = factor.columnStart[Math.min(i, j) + 1] - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = factor.rowIndex[middle];
    if (at === row) return below[middle];
    if (at < row) low = middle + 1;
    else high = middle - 1;
  }
  return Number.NaN;
}

/** Covariance block of some parameters, row-major; all pairs must share observations. */
export function covarianceBlock(inverse: SelectedInverse, parameters: readonly number[]): Float64Array {
  const n = parameters.length;
  const block = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) block[i * n + j] = covarianceOf(inverse, parameters[i], parameters[j]);
  }
  return block;
}

/** Variance `a Q aᵀ` of a linear form whose parameters share an observation. */
export function varianceOfForm(
  inverse: SelectedInverse,
  parameters: ArrayLike<number>,
  coefficients: ArrayLike<number>,
): number {
  let variance = 0;
  for (let i = 0; i < parameters.length; i++) {
    const a = coefficients[i];
    variance += a * a * covarianceOf(inverse, parameters[i], parameters[i]);
    for (let j = 0; j < i; j++) {
      variance += 2 * a * coefficients[j] * covarianceOf(inverse, parameters[i], parameters[j]);
    }
  }
  return variance;
}
