export type MultilookInputs = {
  /** Power (not amplitude, not decibels), NaN where missing. */
  readonly power: Float32Array;
};

export type MultilookOutputs = {
  /** `floor(width / looksX) * floor(height / looksY)` means; what is left over at the right and the bottom is dropped. */
  readonly mean: Float32Array;
};

export interface MultilookParams {
  readonly width: number;
  readonly height: number;
  /** Columns and rows that become one. */
  readonly looksX: number;
  readonly looksY: number;
}

/** Mean of the present samples of every block, summed in float64 row by row; NaN where all are missing. */
export function reference(
  { power }: MultilookInputs,
  { mean }: MultilookOutputs,
  { width, height, looksX, looksY }: MultilookParams,
): void {
  const columns = Math.floor(width / looksX);
  const rows = Math.floor(height / looksY);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < columns; col++) {
      let sum = 0;
      let count = 0;
      for (let y = row * looksY; y < (row + 1) * looksY; y++) {
        for (let x = col * looksX; x < (col + 1) * looksX; x++) {
          const value = power[y * width + x];
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      }
      mean[row * columns + col] = sum / count;
    }
  }
}
