import { addHistograms, quantile, type SparseHistogram, totalOf } from './seam-histogram.js';
import type { JumpCounts, SeamHistogram, SeamKind, SeamPair } from './seams.js';

/** Jumps below these count as none, so that flat terrain gives finite ratios: 1 mm, and 1e-6 rise over run. */
const HEIGHT_FLOOR = 1e-3;
const SLOPE_FLOOR = 1e-6;

interface JumpStatistics {
  /** Number of boundary stencils. */
  readonly n: number;
  readonly median: number;
  readonly p90: number;
  /** Number of stencils beside the boundary. */
  readonly nInside: number;
  readonly insideMedian: number;
  readonly insideP90: number;
  /**
   * Median across over median inside; 1 is what terrain without a seam has. NaN when either is empty. Both medians
   * are raised to at least 1 mm or 1e-6 rise over run.
   */
  readonly ratio: number;
}

interface SeamStatistics {
  /** Metres. */
  readonly heightJump: JumpStatistics;
  /** Rise over run. */
  readonly slopeJump: JumpStatistics;
}

export interface SeamPairStatistics extends SeamStatistics {
  readonly a: number;
  readonly b: number;
  readonly kind: SeamKind;
}

export interface SeamReport {
  readonly overall: SeamStatistics;
  /** Sorted by `a`, `b`, `kind`. */
  readonly pairs: readonly SeamPairStatistics[];
}

/** Adds up the seams of tiles; the same result for any order and grouping. */
export function mergeSeams(tiles: Iterable<SeamHistogram>): SeamHistogram {
  const merged = new Map<string, SeamPair>();
  for (const tile of tiles) {
    for (const pair of tile) {
      const key = `${pair.a} ${pair.b} ${pair.kind}`;
      const known = merged.get(key);
      merged.set(key, known === undefined ? pair : { ...pair, ...addPairs(known, pair) });
    }
  }
  return [...merged.values()].sort(
    (p, q) => p.a - q.a || p.b - q.b || (p.kind === q.kind ? 0 : p.kind < q.kind ? -1 : 1),
  );
}

export function seamReport(seams: SeamHistogram): SeamReport {
  let overall: JumpPair = { heightJump: NOTHING, slopeJump: NOTHING };
  for (const pair of seams) overall = addPairs(overall, pair);
  return {
    overall: statisticsOf(overall),
    pairs: seams.map((pair) => ({ a: pair.a, b: pair.b, kind: pair.kind, ...statisticsOf(pair) })),
  };
}

/**
 * The pair with the greatest ratio of height jumps, what `--max-seam` is compared with. Only pairs with at least
 * `minSamples` stencils across and inside are trusted; null when there is none.
 */
export function worstSeam(report: SeamReport, minSamples = 100): SeamPairStatistics | null {
  let worst: SeamPairStatistics | null = null;
  for (const pair of report.pairs) {
    const { n, nInside, ratio } = pair.heightJump;
    if (Math.min(n, nInside) < minSamples) continue;
    if (worst === null || ratio > worst.heightJump.ratio) worst = pair;
  }
  return worst;
}

type JumpPair = Pick<SeamPair, 'heightJump' | 'slopeJump'>;

const EMPTY: SparseHistogram = [];
const NOTHING: JumpCounts = { seam: EMPTY, inside: EMPTY };

function addPairs(p: JumpPair, q: JumpPair): JumpPair {
  return {
    heightJump: addJumps(p.heightJump, q.heightJump),
    slopeJump: addJumps(p.slopeJump, q.slopeJump),
  };
}

function addJumps(p: JumpCounts, q: JumpCounts): JumpCounts {
  return { seam: addHistograms(p.seam, q.seam), inside: addHistograms(p.inside, q.inside) };
}

function statisticsOf({ heightJump, slopeJump }: JumpPair): SeamStatistics {
  return {
    heightJump: jumpStatistics(heightJump, HEIGHT_FLOOR),
    slopeJump: jumpStatistics(slopeJump, SLOPE_FLOOR),
  };
}

function jumpStatistics({ seam, inside }: JumpCounts, floor: number): JumpStatistics {
  const median = quantile(seam, 0.5);
  const insideMedian = quantile(inside, 0.5);
  return {
    n: totalOf(seam),
    median,
    p90: quantile(seam, 0.9),
    nInside: totalOf(inside),
    insideMedian,
    insideP90: quantile(inside, 0.9),
    ratio: Math.max(median, floor) / Math.max(insideMedian, floor),
  };
}
