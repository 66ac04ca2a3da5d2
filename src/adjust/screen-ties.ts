import type { Affine, PointPairs } from '../math/affine-fit.js';
import { median } from '../math/order-statistics.js';
import { NMAD_FACTOR } from '../math/robust.js';
import { robustAffine } from '../math/robust-affine.js';
import type { TieObservation } from './observations.js';

export interface ScreeningOptions {
  /** Residuals that a correct tie may have before the noise is known, map units. */
  readonly tolerance: number;
  readonly seed: number;
}

/** What the ties of one pair of scenes say about each other. */
export interface PairScreening {
  readonly sceneA: string;
  readonly sceneB: string;
  /** `affine`; `shift` where the ties are too few or on a line; `none` where even that is not checked. */
  readonly model: 'affine' | 'shift' | 'none';
  /** From A's raw map coordinates to B's. */
  readonly transform: Affine;
  readonly kept: readonly TieObservation[];
  readonly dropped: readonly TieObservation[];
  /** Root mean square residual of the kept ties per axis, map units; 0 for `none`. */
  readonly rmse: number;
}

/** An affine fit to fewer ties leaves them nothing to disagree about. */
const FEWEST_FOR_AFFINE = 6;
const FEWEST_FOR_SHIFT = 3;

/**
 * Pairwise screening (Hong et al. 2022, section 1.1; RANSAC start and 3 sigma MAD are ours): the ties of every pair of
 * scenes have to follow one affine transform. Ties that were not matched in plan are passed on unscreened.
 *
 * @returns one entry per pair, in the order of first appearance
 */
export function screenTies(ties: readonly TieObservation[], options: ScreeningOptions): PairScreening[] {
  const pairs = new Map<string, TieObservation[]>();
  for (const tie of ties) {
    const key = JSON.stringify([tie.sceneA, tie.sceneB]);
    pairs.set(key, [...(pairs.get(key) ?? []), tie]);
  }
  return [...pairs.values()].map((of) => screenPair(of, options));
}

function screenPair(ties: readonly TieObservation[], options: ScreeningOptions): PairScreening {
  const { sceneA, sceneB } = ties[0]!;
  const matched = ties.filter((t) => t.sigmaX !== null);
  const pairs: PointPairs = {
    x: Float64Array.from(matched, (t) => t.xA),
    y: Float64Array.from(matched, (t) => t.yA),
    toX: Float64Array.from(matched, (t) => t.xB),
    toY: Float64Array.from(matched, (t) => t.yB),
  };
  const affine = matched.length >= FEWEST_FOR_AFFINE ? robustAffine(pairs, options) : null;
  const agreeing = affine === null ? 0 : affine.inlier.reduce((n, v) => n + v, 0);
  const fit =
    affine !== null && agreeing >= FEWEST_FOR_AFFINE
      ? { ...affine, model: 'affine' as const }
      : robustShift(pairs, options.tolerance);
  const bad = new Set(matched.filter((_, i) => fit.inlier[i] === 0));
  return {
    sceneA,
    sceneB,
    model: fit.model,
    transform: fit.affine,
    kept: ties.filter((t) => !bad.has(t)),
    dropped: [...bad],
    rmse: fit.rmse,
  };
}

/** Median shift; ties within 3 robust standard deviations per axis of it, or within the tolerance, are kept. */
function robustShift({ x, y, toX, toY }: PointPairs, tolerance: number) {
  const dx = toX.map((v, i) => v - x[i]!);
  const dy = toY.map((v, i) => v - y[i]!);
  const n = dx.length;
  const [mx, my] = n === 0 ? [0, 0] : [median(dx), median(dy)];
  const affine: Affine = [1, 0, mx, 0, 1, my];
  if (n < FEWEST_FOR_SHIFT)
    return { model: 'none' as const, affine, inlier: new Uint8Array(n).fill(1), rmse: 0 };
  const distance = dx.map((v, i) => Math.hypot(v - mx, dy[i]! - my));
  const axes = Float64Array.from([...dx.map((v) => Math.abs(v - mx)), ...dy.map((v) => Math.abs(v - my))]);
  const limit = Math.max(tolerance, 3 * Math.SQRT2 * NMAD_FACTOR * median(axes));
  const inlier = Uint8Array.from(distance, (d) => (d <= limit ? 1 : 0));
  let squares = 0;
  let kept = 0;
  inlier.forEach((keep, i) => {
    squares += keep * distance[i]! ** 2;
    kept += keep;
  });
  return { model: 'shift' as const, affine, inlier, rmse: Math.sqrt(squares / Math.max(1, 2 * kept - 2)) };
}
