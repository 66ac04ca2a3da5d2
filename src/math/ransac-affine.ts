import { createRng, type Rng } from '../core/rng.js';
import { type Affine, affineResidual, fitAffine, type PointPairs } from './affine-fit.js';

export interface RansacOptions {
  /** Pairs closer than this to where the transform puts them are inliers; same unit as the positions. */
  readonly tolerance: number;
  readonly seed: number;
}

/** Wanted probability that one sample was free of outliers. */
const CONFIDENCE = 0.9999;

/** Enough for 83 % outliers. */
const MAX_SAMPLES = 2000;

export interface RansacResult {
  /** Least-squares fit to the inliers. */
  readonly affine: Affine;
  /** 1 for inliers, parallel to the pairs. */
  readonly inlier: Uint8Array;
  readonly samples: number;
}

/**
 * Affine transform that most pairs agree with (Fischler & Bolles 1981, scored by truncated squared residuals: MSAC, Torr &
 * Zisserman 2000). Every new best sample is refined by least squares over its inliers. The same seed gives the same result.
 *
 * @returns null when no sample of three pairs spans a triangle
 */
export function ransacAffine(pairs: PointPairs, { tolerance, seed }: RansacOptions): RansacResult | null {
  const n = pairs.x.length;
  if (n < 3) return null;
  const rng = createRng(seed);
  let best: Affine | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  let needed = MAX_SAMPLES;
  let samples = 0;
  for (; samples < needed; samples++) {
    let candidate = fitAffine(pairs, drawThree(rng, n));
    while (candidate !== null) {
      const cost = truncatedCost(candidate, pairs, tolerance);
      if (!(cost < bestCost * (1 - 1e-12))) break;
      best = candidate;
      bestCost = cost;
      const inliers = indicesWithin(candidate, pairs, tolerance);
      needed = Math.min(needed, samplesNeeded(inliers.length / n));
      candidate = inliers.length >= 3 ? fitAffine(pairs, inliers) : null;
    }
  }
  if (best === null) return null;
  const inlier = new Uint8Array(n);
  for (const i of indicesWithin(best, pairs, tolerance)) inlier[i] = 1;
  return { affine: best, inlier, samples };
}

/** Indices of the pairs with a residual of at most `tolerance`. */
export function indicesWithin(affine: Affine, pairs: PointPairs, tolerance: number): number[] {
  const indices: number[] = [];
  for (let i = 0; i < pairs.x.length; i++) {
    if (affineResidual(affine, pairs, i) <= tolerance) indices.push(i);
  }
  return indices;
}

function drawThree(rng: Rng, n: number): [number, number, number] {
  const a = rng.int(n);
  let b = rng.int(n - 1);
  if (b >= a) b++;
  let c = rng.int(n - 2);
  if (c >= Math.min(a, b)) c++;
  if (c >= Math.max(a, b)) c++;
  return [a, b, c];
}

function truncatedCost(affine: Affine, pairs: PointPairs, tolerance: number): number {
  const limit = tolerance * tolerance;
  let cost = 0;
  for (let i = 0; i < pairs.x.length; i++) cost += Math.min(affineResidual(affine, pairs, i) ** 2, limit);
  return cost;
}

function samplesNeeded(inlierFraction: number): number {
  const clean = inlierFraction ** 3;
  if (clean >= 1) return 0;
  return Math.min(MAX_SAMPLES, Math.ceil(Math.log(1 - CONFIDENCE) / Math.log1p(-clean)));
}
