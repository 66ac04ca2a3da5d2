import { type Affine, affineResidual, type PointPairs } from '../math/affine-fit.js';
import { type RobustAffine, robustAffine } from '../math/robust-affine.js';
import type { TieMatch } from './match-ties.js';

/** What the tie points of one overlap say together. */
export interface PairScreening {
  /** From positions in B to positions in A, pixels of the common grid; null when too few ties agree. */
  readonly affine: Affine | null;
  /** Root mean square residual of the kept ties per axis, pixels. */
  readonly rmse: number;
  /** Parallel to the ties: 1 where kept. */
  readonly kept: Uint8Array;
  /** Parallel to the ties: distance from the affine position in pixels, NaN without a match. */
  readonly residuals: Float64Array;
}

export interface ScreeningOptions {
  /** Distance in pixels up to which ties support an affine at first; 3 robust standard deviations decide later. */
  readonly tolerance: number;
  /** Ties whose second minimum comes this near (0 to 1) are left out from the start. */
  readonly maxAmbiguity: number;
  /** Fewest ties that must agree, at least 4: three fit any affine. */
  readonly minKept: number;
  readonly seed: number;
}

export const SCREENING: Omit<ScreeningOptions, 'seed'> = { tolerance: 1.5, maxAmbiguity: 0.9, minKept: 6 };

/**
 * Screens the matches of one pair of scenes: systematic errors of two scenes differ by an affine transform, so that a match which
 * does not fit one is wrong. RANSAC, then least squares with screening at 3 robust standard deviations until stable.
 * Scenes without common texture give random positions: then fewer than `minKept` or a third of the matches agree, and none is kept.
 */
export function screenPair(ties: readonly TieMatch[], options: ScreeningOptions): PairScreening {
  const usable = ties.flatMap((t, i) =>
    t.status === 'matched' && t.ambiguity <= options.maxAmbiguity ? [i] : [],
  );
  const fit = robustAffine(pairsOf(usable.map((i) => ties[i])), options);
  const count = fit?.inlier.reduce((sum, kept) => sum + kept, 0) ?? 0;
  const agreed = fit !== null && count >= Math.max(options.minKept, usable.length / 3) ? fit : null;
  const kept = new Uint8Array(ties.length);
  if (agreed !== null) for (const [k, i] of usable.entries()) kept[i] = agreed.inlier[k];
  return {
    affine: agreed?.affine ?? null,
    rmse: agreed?.rmse ?? Number.NaN,
    kept,
    residuals: residualsOf(ties, agreed),
  };
}

function pairsOf(ties: readonly TieMatch[]): PointPairs {
  return {
    x: Float64Array.from(ties, (t) => t.colB),
    y: Float64Array.from(ties, (t) => t.rowB),
    toX: Float64Array.from(ties, (t) => t.colA),
    toY: Float64Array.from(ties, (t) => t.rowA),
  };
}

function residualsOf(ties: readonly TieMatch[], fit: RobustAffine | null): Float64Array {
  const pairs = pairsOf(ties);
  return Float64Array.from(ties, (_, i) =>
    fit === null ? Number.NaN : affineResidual(fit.affine, pairs, i),
  );
}
