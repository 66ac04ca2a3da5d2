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
    for (let c = 0, end = i; c < cols; c++) {
      end = Math.min(end + step, (row + 1) * width);
      let [sum, count] = [0, 0];
      for (; i < end; i++) {
        const value = samples[i]!;
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
      sums[line + c]! += sum;
      counts[line + c]! += count;
    }
  }
  const taps = gaussianOf(sigma / step);
  const weights = filtered(counts, cols, rows, taps);
  const values = filtered(sums, cols, rows, taps).map((sum, i) => sum / weights[i]!);
  return { step, cols, rows, values };
}

/** Every third cell, the middle ones of three by three; their number may be 0. */
export function thinned({ step, cols, rows, values }: CellGrid): CellGrid {
  const [fewCols, fewRows] = [Math.floor(cols / 3), Math.floor(rows / 3)];
  const few = Float64Array.from({ length: fewCols * fewRows }, (_, i) => {
    return values[(1 + 3 * Math.floor(i / fewCols)) * cols + 1 + 3 * (i % fewCols)]!;
  });
  return { step: 3 * step, cols: fewCols, rows: fewRows, values: few };
}

/** Adds to samples, `width` in a row, what lies between the cells: bilinear, level beyond the outer ones. */
export function addCells(samples: Float32Array, width: number, { step, cols, rows, values }: CellGrid): void {
  const line = new Float64Array(cols);
  const across = Array.from({ length: width }, (_, col) => between(col, step, cols));
  for (let row = 0, i = 0; i < samples.length; row++) {
    const { low, high, part } = between(row, step, rows);
    for (let c = 0; c < cols; c++) {
      line[c] = values[low * cols + c]! * (1 - part) + values[high * cols + c]! * part;
    }
    for (let col = 0; col < width; col++, i++) {
      const x = across[col]!;
      samples[i]! += line[x.low]! * (1 - x.part) + line[x.high]! * x.part;
    }
  }
}

/** Cells on both sides of a pixel's centre along one axis, and the weight of the second. */
function between(pixel: number, step: number, cells: number): { low: number; high: number; part: number } {
  const u = Math.min(Math.max((pixel + 0.5) / step - 0.5, 0), cells - 1);
  const low = Math.min(Math.floor(u), Math.max(0, cells - 2));
  return { low, high: Math.min(low + 1, cells - 1), part: u - low };
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
