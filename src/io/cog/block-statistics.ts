import { type Moments, mergeMoments, NO_MOMENTS } from '../../math/moments.js';
import type { BlockArea } from './block.js';
import type { CogSamples } from './cog-samples.js';

/** Numbers that describe the samples of one band of one block; see {@link writeBlockMoments}. */
export const MOMENT_FIELDS = 7;

/**
 * Moments of the valid samples in an area (two passes, float64), written to `out` from `at` on in the order count, mean, m2, min,
 * max, sumAbs, sumSquares. Missing are NaN and `missing`.
 */
export function writeBlockMoments(
  samples: CogSamples,
  stride: number,
  area: BlockArea,
  missing: number | null,
  out: Float64Array,
  at: number,
): void {
  const marker = missing ?? Number.NaN;
  let count = 0;
  let sum = 0;
  let sumAbs = 0;
  let sumSquares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let y = area.row; y < area.row + area.height; y++) {
    const end = y * stride + area.col + area.width;
    for (let i = y * stride + area.col; i < end; i++) {
      const v = samples[i];
      if (Number.isNaN(v) || v === marker) continue;
      count++;
      sum += v;
      sumAbs += Math.abs(v);
      sumSquares += v * v;
      if (v < min) min = v;
      if (v > max) max = v;
    }
  }
  const mean = count === 0 ? 0 : sum / count;
  let m2 = 0;
  for (let y = area.row; y < area.row + area.height; y++) {
    const end = y * stride + area.col + area.width;
    for (let i = y * stride + area.col; i < end; i++) {
      const v = samples[i];
      if (Number.isNaN(v) || v === marker) continue;
      m2 += (v - mean) * (v - mean);
    }
  }
  out.set([count, mean, m2, min, max, sumAbs, sumSquares], at);
}

/** Statistics of one band from those of its blocks (`bands` per block), merged in row-major order of the blocks. */
export function bandMoments(table: Float64Array, bands: number, band: number): Moments {
  let all = NO_MOMENTS;
  for (let at = band * MOMENT_FIELDS; at < table.length; at += bands * MOMENT_FIELDS) {
    all = mergeMoments(all, {
      count: table[at],
      mean: table[at + 1],
      m2: table[at + 2],
      min: table[at + 3],
      max: table[at + 4],
      sumAbs: table[at + 5],
      sumSquares: table[at + 6],
    });
  }
  return all;
}
