import { quantiles } from '../../math/order-statistics.js';

/** Height errors (tested minus true) as Wang et al. (2022) state them, metres; NaN where nothing can be compared. */
export interface HeightErrors {
  readonly cells: number;
  readonly mean: number;
  /** Mean of the absolute errors. */
  readonly mae: number;
  readonly rmse: number;
  /** 90th percentile of the absolute errors. */
  readonly le90: number;
}

/** Errors over the cells where `inside` is not 0; cells without a tested or true height do not take part. */
export function heightErrors(tested: Float32Array, truth: Float32Array, inside: Uint8Array): HeightErrors {
  const absolute = new Float32Array(tested.length);
  let [cells, sum, sumAbsolute, squares] = [0, 0, 0, 0];
  for (let i = 0; i < tested.length; i++) {
    const error = tested[i] - truth[i];
    if (inside[i] === 0 || Number.isNaN(error)) continue;
    absolute[cells++] = Math.abs(error);
    sum += error;
    sumAbsolute += Math.abs(error);
    squares += error * error;
  }
  const [le90] = quantiles(absolute.subarray(0, cells), [0.9]);
  return { cells, mean: sum / cells, mae: sumAbsolute / cells, rmse: Math.sqrt(squares / cells), le90 };
}
