import type { Placement } from './placement.js';

/** Blocks per axis into which the area is divided. */
const BLOCKS = 12;

/** Scores (`sum w J r`) of a least-squares problem per block of the area. */
export interface BlockScores {
  readonly size: number;
  /** Block of each point. */
  readonly blockOf: Uint16Array;
  readonly scores: Float64Array;
  readonly counts: Uint32Array;
}

/** Divides the area of the points into {@link BLOCKS} x {@link BLOCKS} blocks. */
export function createBlockScores(size: number, { col, row }: Pick<Placement, 'col' | 'row'>): BlockScores {
  const blockOf = new Uint16Array(col.length);
  const [c0, c1] = extent(col);
  const [r0, r1] = extent(row);
  const along = (v: number, low: number, high: number): number =>
    Math.min(BLOCKS - 1, Math.max(0, Math.floor(((v - low) / (high - low || 1)) * BLOCKS))) || 0;
  for (let i = 0; i < col.length; i++) blockOf[i] = along(row[i]!, r0, r1) * BLOCKS + along(col[i]!, c0, c1);
  return {
    size,
    blockOf,
    scores: new Float64Array(BLOCKS * BLOCKS * size),
    counts: new Uint32Array(BLOCKS * BLOCKS),
  };
}

export function addScore(s: BlockScores, i: number, j: Float64Array, r: number): void {
  const block = s.blockOf[i]!;
  for (let a = 0; a < s.size; a++) s.scores[block * s.size + a]! += j[a]! * r;
  s.counts[block]!++;
}

/**
 * Covariance of a least-squares solution whose residuals are correlated within blocks but not between them: the sandwich
 * `A^-1 (sum s s^T) A^-1` over the blocks' scores s (Liang & Zeger 1986, with the small-sample factor K / (K - p)). Height
 * errors of DEMs are correlated over many pixels, which the usual `s0^2 A^-1` takes for many independent measurements.
 * Row-major; NaN with no more blocks than unknowns.
 */
export function clusterCovariance(
  { size: n, scores, counts }: BlockScores,
  inverse: Float64Array,
): Float64Array {
  const used = counts.reduce((sum, c) => sum + (c > 0 ? 1 : 0), 0);
  const factor = used > n ? used / (used - n) : Number.NaN;
  const covariance = new Float64Array(n * n);
  const influence = new Float64Array(n);
  for (let b = 0; b < counts.length; b++) {
    if (counts[b] === 0) continue;
    for (let a = 0; a < n; a++) {
      influence[a] = 0;
      for (let k = 0; k < n; k++) influence[a]! += inverse[a * n + k]! * scores[b * n + k]!;
    }
    for (let a = 0; a < n; a++) {
      for (let k = 0; k < n; k++) covariance[a * n + k]! += factor * influence[a]! * influence[k]!;
    }
  }
  return covariance;
}

function extent(values: Float64Array): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low, high];
}
