import { type Rotation, transpose } from './rigid.js';

/** A 6 x 6 covariance of two vectors in other axes. */
export function covarianceInAxes(covariance: Float64Array, axes: Rotation): Float64Array {
  const out = new Float64Array(36);
  const back = transpose(axes);
  for (const [rowBlock, colBlock] of [
    [0, 0],
    [0, 3],
    [3, 0],
    [3, 3],
  ] as const) {
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        let sum = 0;
        for (let i = 0; i < 3; i++) {
          for (let k = 0; k < 3; k++) {
            sum += axes[3 * a + i]! * covariance[6 * (rowBlock + i) + colBlock + k]! * back[3 * k + b]!;
          }
        }
        out[6 * (rowBlock + a) + colBlock + b] = sum;
      }
    }
  }
  return out;
}
