import { type Affine, affineResidual, fitAffine, type PointPairs } from './affine-fit.js';
import { median } from './order-statistics.js';
import { indicesWithin, type RansacOptions, ransacAffine } from './ransac-affine.js';
import { NMAD_FACTOR } from './robust.js';

export interface RobustAffine {
  readonly affine: Affine;
  /** 1 for inliers, parallel to the pairs. */
  readonly inlier: Uint8Array;
  /** Root mean square of the inliers' residual per axis, with the fit's degrees of freedom. */
  readonly rmse: number;
  /** Robust standard deviation per axis. */
  readonly sigma: number;
}

const MAX_ROUNDS = 50;

/** Residuals of a fit to so few pairs are too small to judge others by. */
const FEWEST_FOR_SIGMA = 6;

/** Residuals below this part of the tolerance are never outliers, however exact the others are. */
const EXACT = 1e-3;

/**
 * Affine fit that starts from RANSAC and then alternates least squares and screening at 3 robust standard deviations until
 * the inliers no longer change. The scale is per axis: components of the residuals pooled, median absolute deviation from 0,
 * corrected for the six parameters. With fewer than six inliers the tolerance of RANSAC decides alone.
 *
 * @returns null when the pairs cannot determine an affine transform
 */
export function robustAffine(pairs: PointPairs, options: RansacOptions): RobustAffine | null {
  const start = ransacAffine(pairs, options);
  if (start === null) return null;
  let { affine } = start;
  let chosen = indicesWithin(affine, pairs, options.tolerance);
  let sigma = scaleOf(affine, pairs, chosen);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const limit =
      chosen.length < FEWEST_FOR_SIGMA
        ? options.tolerance
        : Math.max(3 * Math.SQRT2 * sigma, EXACT * options.tolerance);
    const next = indicesWithin(affine, pairs, limit);
    const refined = next.length >= 3 ? fitAffine(pairs, next) : null;
    if (refined === null) break;
    const same = next.length === chosen.length && next.every((i, k) => i === chosen[k]);
    affine = refined;
    chosen = next;
    if (same) break;
    sigma = scaleOf(affine, pairs, chosen);
  }
  const inlier = new Uint8Array(pairs.x.length);
  let squares = 0;
  for (const i of chosen) {
    inlier[i] = 1;
    squares += affineResidual(affine, pairs, i) ** 2;
  }
  const freedom = 2 * chosen.length - 6;
  return { affine, inlier, rmse: freedom > 0 ? Math.sqrt(squares / freedom) : 0, sigma };
}

function scaleOf(affine: Affine, { x, y, toX, toY }: PointPairs, chosen: readonly number[]): number {
  const sizes = new Float64Array(2 * chosen.length);
  chosen.forEach((i, k) => {
    sizes[2 * k] = Math.abs(affine[0] * x[i] + affine[1] * y[i] + affine[2] - toX[i]);
    sizes[2 * k + 1] = Math.abs(affine[3] * x[i] + affine[4] * y[i] + affine[5] - toY[i]);
  });
  const freedom = Math.max(1, sizes.length - 6);
  return NMAD_FACTOR * median(sizes) * Math.sqrt(sizes.length / freedom);
}
