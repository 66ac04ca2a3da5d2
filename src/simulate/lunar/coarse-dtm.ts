import { createRng } from '../../core/rng.js';
import { gaussian, gaussianRadius, gaussianTaps } from '../../kernels/gaussian/index.js';

/** A coarse elevation model as SLDEM2015 is beside NAC images (Barker et al. 2016, Icarus 273, 346). */
export interface CoarseOptions {
  readonly seed: number;
  /** Pixels of the terrain per cell, along both axes. */
  readonly factor: number;
  /** Standard deviation of the smoothing beyond the mean over the cell, in cells: stereo resolves less than its posting. */
  readonly smoothing: number;
  /** Standard deviation of the noise, metres, independent from cell to cell; 0 gives none. */
  readonly noise: number;
  /** Height of the step along a line through the area, as between two stereo strips, metres; 0 gives none. */
  readonly step: number;
}

/** Heights in metres; cell (0, 0) covers the top-left `factor` x `factor` pixels of the terrain. */
export interface CoarseDtm {
  readonly width: number;
  readonly height: number;
  readonly factor: number;
  readonly heights: Float32Array;
}

/** Mean per cell, smoothed, stepped, noisy. Pixels of the last, incomplete cells are left out. */
export function coarseDtm(
  {
    width,
    height,
    heights,
  }: { readonly width: number; readonly height: number; readonly heights: Float32Array },
  { seed, factor, smoothing, noise, step }: CoarseOptions,
): CoarseDtm {
  const [cols, rows] = [Math.floor(width / factor), Math.floor(height / factor)];
  const cells = smoothed(cellMeans(heights, width, cols, rows, factor), cols, rows, smoothing);
  const rng = createRng(seed);
  const angle = Math.PI * rng.next();
  const [normalCol, normalRow] = [Math.cos(angle), Math.sin(angle)];
  const line = (cols * normalCol + rows * normalRow) * (0.25 + 0.5 * rng.next());
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const beyond = c * normalCol + r * normalRow > line;
      cells[r * cols + c] += (beyond ? step : 0) + (noise > 0 ? noise * rng.normal() : 0);
    }
  }
  return { width: cols, height: rows, factor, heights: cells };
}

function cellMeans(
  heights: Float32Array,
  width: number,
  cols: number,
  rows: number,
  factor: number,
): Float32Array {
  const sums = new Float64Array(cols * rows);
  for (let r = 0; r < rows * factor; r++) {
    const o = Math.floor(r / factor) * cols;
    for (let c = 0; c < cols; c++) {
      const first = r * width + c * factor;
      let sum = 0;
      for (let i = first; i < first + factor; i++) sum += heights[i];
      sums[o + c] += sum;
    }
  }
  return Float32Array.from(sums, (s) => s / (factor * factor));
}

/** Edges go on as the mirror image through the edge cell, which keeps slopes. */
function smoothed(cells: Float32Array, cols: number, rows: number, sigma: number): Float32Array {
  if (sigma === 0) return cells;
  const pad = gaussianRadius(sigma);
  const at = (c: number, r: number): number => cells[r * cols + c];
  const clampCol = (c: number): number => Math.min(Math.max(c, 0), cols - 1);
  const clampRow = (r: number): number => Math.min(Math.max(r, 0), rows - 1);
  const [wide, tall] = [cols + 2 * pad, rows + 2 * pad];
  const plane = Float32Array.from({ length: wide * tall }, (_, i) => {
    const [c, r] = [(i % wide) - pad, Math.floor(i / wide) - pad];
    const [ec, er] = [clampCol(c), clampRow(r)];
    if (ec === c && er === r) return at(c, r);
    return 2 * at(ec, er) - at(clampCol(2 * ec - c), clampRow(2 * er - r));
  });
  const blurred = new Float32Array(cols * rows);
  gaussian.reference({ plane, taps: gaussianTaps(sigma) }, { blurred }, { width: wide, height: tall });
  return blurred;
}
