import { type Margin, uniformMargin } from '../core/window.js';
import type { GrowOptions } from './options.js';

/** Halo that makes {@link growHeights} independent of the tiling: every pass looks one radius further. */
export function growHalo(options: GrowOptions | null | undefined): Margin {
  return uniformMargin(options == null ? 0 : options.passes * Math.floor(options.radiusPx));
}

/**
 * Gives missing pixels near valid ones a height: the mean of the valid pixels at a distance `d` of at most `radiusPx`
 * (between centres), with weights `1 / (d^power + 1)`, if they are at least `percent` of all pixels within the
 * radius, the missing one itself included. Every pass starts from what the one before has left, so that the valid area grows by
 * up to a radius, outwards as well. Means are in float64, row by row. Changes the plane, whose surroundings count as missing.
 * Definition: `dem_mosaic --fill-search-radius` (Ames Stereo Pipeline).
 */
export function growHeights(
  heights: Float32Array,
  width: number,
  height: number,
  options: GrowOptions,
): void {
  const rows = discRows(options);
  const total = rows.reduce((sum, { half }) => sum + 2 * half + 1, 0);
  const needed = Math.max(1, Math.ceil((options.percent / 100) * total));
  for (let pass = 0; pass < options.passes; pass++) {
    const before = heights.slice();
    const valid = validBefore(before, width, height);
    for (let row = 0; row < height; row++) {
      for (let col = 0; col < width; col++) {
        const i = row * width + col;
        if (!Number.isNaN(before[i])) continue;
        if (countValid(valid, width, height, rows, col, row) < needed) continue;
        heights[i] = meanAround(before, width, height, rows, col, row);
      }
    }
  }
}

interface DiscRow {
  readonly dy: number;
  /** Pixels on either side of the centre. */
  readonly half: number;
  /** Weights at distance 0 to `half` along the row. */
  readonly weights: Float64Array;
}

/** The disc around a pixel, row by row. */
function discRows({ radiusPx, power }: GrowOptions): DiscRow[] {
  const reach = Math.floor(radiusPx);
  return Array.from({ length: 2 * reach + 1 }, (_, r) => {
    const dy = r - reach;
    const half = Math.floor(Math.sqrt(radiusPx ** 2 - dy * dy));
    const weights = Float64Array.from(
      { length: half + 1 },
      (__, dx) => 1 / (Math.hypot(dx, dy) ** power + 1),
    );
    return { dy, half, weights };
  });
}

/** Number of valid pixels of a row before every column, and after the last one: `width + 1` numbers per row. */
function validBefore(heights: Float32Array, width: number, height: number): Int32Array {
  const sums = new Int32Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    const at = row * (width + 1);
    for (let col = 0; col < width; col++) {
      sums[at + col + 1] = sums[at + col] + (Number.isNaN(heights[row * width + col]) ? 0 : 1);
    }
  }
  return sums;
}

function countValid(
  valid: Int32Array,
  width: number,
  height: number,
  rows: readonly DiscRow[],
  col: number,
  row: number,
): number {
  let n = 0;
  for (let k = 0; k < rows.length; k++) {
    const r = row + rows[k].dy;
    if (r < 0 || r >= height) continue;
    const at = r * (width + 1);
    const { half } = rows[k];
    n += valid[at + Math.min(col + half + 1, width)] - valid[at + Math.max(col - half, 0)];
  }
  return n;
}

function meanAround(
  heights: Float32Array,
  width: number,
  height: number,
  rows: readonly DiscRow[],
  col: number,
  row: number,
): number {
  let sum = 0;
  let total = 0;
  for (let k = 0; k < rows.length; k++) {
    const { dy, half, weights } = rows[k];
    const r = row + dy;
    if (r < 0 || r >= height) continue;
    const last = Math.min(col + half, width - 1);
    for (let c = Math.max(col - half, 0); c <= last; c++) {
      const v = heights[r * width + c];
      if (Number.isNaN(v)) continue;
      const w = weights[c < col ? col - c : c - col];
      sum += w * v;
      total += w;
    }
  }
  return sum / total;
}
