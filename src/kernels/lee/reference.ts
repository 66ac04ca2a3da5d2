import { shrink } from './shrink.js';

export type LeeInputs = {
  /** Power (not amplitude, not decibels) padded by the radius on every side, NaN where missing. */
  readonly power: Float32Array;
};

export type LeeOutputs = {
  /** The inside: `(width - 2 radius) * (height - 2 radius)` samples; NaN where the sample itself is missing. */
  readonly filtered: Float32Array;
};

export interface LeeParams {
  /** Size of the padded plane. */
  readonly width: number;
  readonly height: number;
  /** The window has `2 radius + 1` pixels on a side. */
  readonly radius: number;
  /** Equivalent number of looks of the samples: speckle has the variance 1/looks. */
  readonly looks: number;
}

/** Mean and variance over the present samples of the window in float64, row by row, then {@link shrink}. */
export function reference(
  { power }: LeeInputs,
  { filtered }: LeeOutputs,
  { width, height, radius, looks }: LeeParams,
): void {
  const inner = width - 2 * radius;
  for (let row = 0; row < height - 2 * radius; row++) {
    for (let col = 0; col < inner; col++) {
      let [count, sum, squares] = [0, 0, 0];
      for (let y = row; y <= row + 2 * radius; y++) {
        for (let x = col; x <= col + 2 * radius; x++) {
          const value = power[y * width + x];
          if (Number.isNaN(value)) continue;
          count++;
          sum += value;
          squares += value * value;
        }
      }
      const value = power[(row + radius) * width + col + radius];
      const mean = sum / count;
      const variance = squares / count - mean * mean;
      filtered[row * inner + col] = Number.isNaN(value) ? value : shrink(value, mean, variance, looks);
    }
  }
}
