/** Samples at the centres of square cells of a tile. */
export interface CellGrid {
  /** Pixels per cell. */
  readonly step: number;
  readonly cols: number;
  readonly rows: number;
  /** NaN where no pixel of the surroundings is valid. */
  readonly values: Float64Array;
}

/** Cells per sigma: coarser ones would show in the filter. */
const CELLS_PER_SIGMA = 4;

/**
 * Means of the valid samples under a Gaussian of `sigma` pixels (at least {@link CELLS_PER_SIGMA}), on cells of a quarter of it. Missing
 * samples, and what lies beyond the border, carry no weight.
 */
export function lowPass(samples: Float32Array, width: number, sigma: number): CellGrid {
  const height = samples.length / width;
  const step = Math.max(1, Math.floor(sigma / CELLS_PER_SIGMA));
  const [cols, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const sums = new Float64Array(cols * rows);
  const counts = new Float64Array(cols * rows);
  for (let row = 0, i = 0; row < height; row++) {
    const line = Math.floor(row / step) * cols;
    for (let col = 0; col < width; col++, i++) {
      const value = samples[i]!;
      if (Number.isNaN(value)) continue;
      const cell = line + Math.floor(col / step);
      sums[cell]! += value;
      counts[cell]! += 1;
    }
  }
  const taps = gaussianOf(sigma / step);
  const weights = filtered(counts, cols, rows, taps);
  const values = filtered(sums, cols, rows, taps).map((sum, i) => sum / weights[i]!);
  return { step, cols, rows, values };
}

/** Value at a pixel by bilinear interpolation between cells, level beyond the outer ones. */
export function sampleCells({ step, cols, rows, values }: CellGrid, col: number, row: number): number {
  const u = Math.min(Math.max((col + 0.5) / step - 0.5, 0), cols - 1);
  const v = Math.min(Math.max((row + 0.5) / step - 0.5, 0), rows - 1);
  const [c, r] = [
    Math.min(Math.floor(u), Math.max(0, cols - 2)),
    Math.min(Math.floor(v), Math.max(0, rows - 2)),
  ];
  const [right, down] = [Math.min(c + 1, cols - 1), Math.min(r + 1, rows - 1)];
  const upper = values[r * cols + c]! * (1 - (u - c)) + values[r * cols + right]! * (u - c);
  const lower = values[down * cols + c]! * (1 - (u - c)) + values[down * cols + right]! * (u - c);
  return upper * (1 - (v - r)) + lower * (v - r);
}

function gaussianOf(sigma: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, d) => Math.exp(-0.5 * (d / sigma) ** 2));
}

/** Separable and symmetric; zeros beyond the border. */
function filtered(plane: Float64Array, cols: number, rows: number, taps: Float64Array): Float64Array {
  const across = new Float64Array(plane.length);
  const down = new Float64Array(plane.length);
  const reach = taps.length - 1;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++)
      for (let k = Math.max(0, c - reach); k <= Math.min(cols - 1, c + reach); k++)
        across[r * cols + c]! += taps[Math.abs(k - c)]! * plane[r * cols + k]!;
  for (let r = 0; r < rows; r++)
    for (let k = Math.max(0, r - reach); k <= Math.min(rows - 1, r + reach); k++)
      for (let c = 0; c < cols; c++) down[r * cols + c]! += taps[Math.abs(k - r)]! * across[k * cols + c]!;
  return down;
}
