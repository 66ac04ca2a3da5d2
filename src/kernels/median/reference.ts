export type MedianInputs = {
  /** Rows first; NaN where there is no value. */
  readonly plane: Float32Array;
};

export type MedianOutputs = {
  readonly median: Float32Array;
};

export interface MedianParams {
  readonly width: number;
  readonly height: number;
}

/** Median of 3 x 3 of every pixel that has a value, over the neighbours that have one (the lower of two middle ones). Zeros have no sign. */
export function reference(
  { plane }: MedianInputs,
  { median }: MedianOutputs,
  { width, height }: MedianParams,
): void {
  for (let p = 0; p < plane.length; p++) {
    const x = p % width;
    const y = (p - x) / width;
    const values: number[] = [];
    for (let j = Math.max(y - 1, 0); j <= Math.min(y + 1, height - 1); j++) {
      for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, width - 1); i++) {
        const value = plane[j * width + i];
        if (!Number.isNaN(value)) values.push(value);
      }
    }
    values.sort((a, b) => a - b);
    median[p] = Number.isNaN(plane[p]) ? Number.NaN : values[(values.length - 1) >> 1];
  }
}
