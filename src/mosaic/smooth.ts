import { type Margin, uniformMargin } from '../core/window.js';
import { gaussianRadius, gaussianTaps } from '../kernels/gaussian/index.js';

/** Halo that makes {@link smoothHeights} independent of the tiling. */
export function smoothHalo(sigma: number | undefined): Margin {
  return uniformMargin(gaussianRadius(sigma ?? 0));
}

/**
 * Gaussian mean of the valid heights around every valid pixel, `gauss(h) / gauss(valid)`, cut off at 3 sigma; missing pixels
 * stay missing and have no say. `sigma` in pixels. In float64: the height of a planet's radius loses no centimetre. Changes
 * the plane.
 */
export function smoothHeights(heights: Float32Array, width: number, height: number, sigma: number): void {
  const taps = gaussianTaps(sigma);
  const radius = taps.length - 1;
  const rows = 2 * radius + 1;
  // A ring of rows, smoothed along themselves; those before the first and after the last one are 0.
  const sums = new Float64Array(rows * width);
  const shares = new Float64Array(rows * width);
  for (let row = 0; row < height + radius; row++) {
    const slot = (row % rows) * width;
    if (row < height) {
      alongRow(heights, row * width, width, taps, sums, shares, slot);
    } else {
      sums.fill(0, slot, slot + width);
      shares.fill(0, slot, slot + width);
    }
    // Every row that this one needs has been read, and itself is read no more.
    if (row >= radius) acrossRows(heights, row - radius, width, taps, sums, shares);
  }
}

function alongRow(
  heights: Float32Array,
  at: number,
  width: number,
  taps: Float32Array,
  sums: Float64Array,
  shares: Float64Array,
  slot: number,
): void {
  const radius = taps.length - 1;
  for (let col = 0; col < width; col++) {
    let sum = 0;
    let share = 0;
    const last = Math.min(col + radius, width - 1);
    for (let c = Math.max(col - radius, 0); c <= last; c++) {
      const v = heights[at + c];
      if (Number.isNaN(v)) continue;
      const tap = taps[c < col ? col - c : c - col];
      sum += tap * v;
      share += tap;
    }
    sums[slot + col] = sum;
    shares[slot + col] = share;
  }
}

function acrossRows(
  heights: Float32Array,
  row: number,
  width: number,
  taps: Float32Array,
  sums: Float64Array,
  shares: Float64Array,
): void {
  const radius = taps.length - 1;
  const rows = 2 * radius + 1;
  for (let col = 0; col < width; col++) {
    if (Number.isNaN(heights[row * width + col])) continue;
    let sum = 0;
    let share = 0;
    for (let dy = -radius; dy <= radius; dy++) {
      const at = ((row + dy + rows) % rows) * width + col;
      const tap = taps[Math.abs(dy)];
      sum += tap * sums[at];
      share += tap * shares[at];
    }
    heights[row * width + col] = sum / share;
  }
}
