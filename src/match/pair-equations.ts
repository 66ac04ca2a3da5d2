import { factorCholesky, solveCholesky } from '../math/cholesky.js';
import { huberWeight } from '../math/huber.js';
import { median } from '../math/order-statistics.js';
import { robustSpread } from '../math/robust.js';
import { heightTerms, normalisedIn, type PairFrame, PLAN_TERMS } from './pair-model.js';

/** The same window of the common grid in both scenes; a pixel more on every side than what is compared, for the gradients. */
export interface PairPatch {
  readonly id: string;
  /** First pixel of the window. */
  readonly col: number;
  readonly row: number;
  /** Of the window, the additional pixels included. */
  readonly side: number;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** Pixels of a patch that both scenes have, with gradients: flat arrays. */
export interface PatchSamples {
  readonly patch: PairPatch;
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** Gradient per pixel along columns and rows, metres. */
  readonly alongCol: Float64Array;
  readonly alongRow: Float64Array;
  /** A minus B minus the height polynomial so far, metres. */
  readonly difference: Float64Array;
  /** Robust standard deviation of the differences, metres. */
  readonly noise: number;
  /** Sums of the products of both scenes' own gradients along columns and along rows: of the ground alone, without noise. */
  readonly ground: readonly [alongCol: number, alongRow: number];
}

/** Metres: noise below what float32 heights can tell. */
const LEAST_NOISE = 1e-3;

/** Standard deviations from which a difference counts less. */
const CLIP = 2;

/** Samples of a patch; null where less than the part `leastValid` of it can be compared. */
export function patchSamples(
  patch: PairPatch,
  frame: PairFrame,
  height: ArrayLike<number>,
  leastValid: number,
): PatchSamples | null {
  const { side, a, b } = patch;
  const most = (side - 2) ** 2;
  const [u, v, alongCol, alongRow, difference] = [0, 0, 0, 0, 0].map(() => new Float64Array(most)) as Columns;
  const terms = new Float64Array(height.length);
  // Sobel's operator.
  const across = (h: Float32Array, i: number): number =>
    (h[i - side + 1] + 2 * h[i + 1] + h[i + side + 1] - h[i - side - 1] - 2 * h[i - 1] - h[i + side - 1]) / 8;
  const down = (h: Float32Array, i: number): number =>
    (h[i + side - 1] +
      2 * h[i + side] +
      h[i + side + 1] -
      h[i - side - 1] -
      2 * h[i - side] -
      h[i - side + 1]) /
    8;
  const ground: [number, number] = [0, 0];
  let count = 0;
  for (let row = 1; row < side - 1; row++) {
    for (let col = 1; col < side - 1; col++) {
      const i = row * side + col;
      const [acrossA, acrossB, downA, downB] = [across(a, i), across(b, i), down(a, i), down(b, i)];
      // The mean of both: the less noise gradients have, the less they promise too much.
      const [gx, gy] = [(acrossA + acrossB) / 2, (downA + downB) / 2];
      const d = a[i] - b[i];
      if (Number.isNaN(gx + gy + d)) continue;
      ground[0] += acrossA * acrossB;
      ground[1] += downA * downB;
      [u[count], v[count]] = normalisedIn(frame, patch.col + col + 0.5, patch.row + row + 0.5);
      heightTerms(u[count], v[count], terms);
      let g = 0;
      for (let k = 0; k < terms.length; k++) g += height[k] * terms[k];
      alongCol[count] = gx;
      alongRow[count] = gy;
      difference[count++] = d - g;
    }
  }
  if (count < leastValid * most) return null;
  const cut = (column: Float64Array): Float64Array => column.subarray(0, count);
  const noise = Math.max(robustSpread(cut(difference)).nmad, LEAST_NOISE);
  const [cutU, cutV] = [cut(u), cut(v)];
  const gradients = { alongCol: cut(alongCol), alongRow: cut(alongRow) };
  return { patch, u: cutU, v: cutV, ...gradients, difference: cut(difference), noise, ground };
}

type Columns = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

/** Weight of a difference: of its patch's noise, less beyond some standard deviations once the heights are known. */
export function sampleWeight(difference: number, noise: number, clipped: boolean): number {
  return (clipped ? huberWeight(difference / noise, CLIP) : 1) / (noise * noise);
}

/** What one round of least squares says. */
export interface PairSolution {
  /** Displacement in pixels of what is seen in B to where it lies in A. */
  readonly plan: Float64Array;
  /** To add to the height polynomial, metres. */
  readonly height: Float64Array;
  /** Of both, in this order, row-major. */
  readonly covariance: Float64Array;
  /** Variance of the patches' mean differences that noise independent from pixel to pixel does not explain, square metres. */
  readonly offsetVariance: number;
}

/**
 * Least-squares matching (Gruen 1985; Rosenholm & Torlegård 1988 for height models) of all patches of an overlap at once:
 * `A - B - g = -∇h · d + δg + o` with an affine displacement d, a polynomial δg and for every patch an offset o of a-priori variance
 * `offsetVariance`; pixels are weighted by their patch's noise. Real height errors are no cubic: what they leave is an offset from patch
 * to patch, and says nothing about displacements (which is why Hong et al. 2022 match by eq. 1).
 *
 * @returns null when the patches do not determine all unknowns
 */
export function solvePair(
  patches: readonly PatchSamples[],
  heightCount: number,
  clipped: boolean,
  offsetVariance: number,
): PairSolution | null {
  const n = PLAN_TERMS + heightCount;
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  const sums = patches.map((samples) => {
    const own = addPatch(samples, normal, right, clipped);
    const share = 1 / (own.weight + 1 / offsetVariance);
    for (let j = 0; j < n; j++) {
      right[j] -= share * own.line[j] * own.difference;
      for (let k = 0; k <= j; k++) normal[j * n + k] -= share * own.line[j] * own.line[k];
    }
    return own;
  });
  if (!factorCholesky(normal, n)) return null;
  solveCholesky(normal, n, right);
  return {
    plan: right.slice(0, PLAN_TERMS),
    height: right.slice(PLAN_TERMS),
    covariance: inverseOf(normal, n),
    offsetVariance: excessOf(sums, right),
  };
}

/** Sums over a patch of weights, weighted lines of the design, and weighted differences. */
interface PatchSums {
  readonly weight: number;
  readonly line: Float64Array;
  readonly difference: number;
}

/** Adds a patch's pixels to the normal equations (lower triangle). */
function addPatch(
  { u, v, alongCol, alongRow, difference, noise }: PatchSamples,
  normal: Float64Array,
  right: Float64Array,
  clipped: boolean,
): PatchSums {
  const n = right.length;
  const line = new Float64Array(n);
  const terms = line.subarray(PLAN_TERMS);
  const sum = new Float64Array(n);
  let [weights, differences] = [0, 0];
  for (let i = 0; i < difference.length; i++) {
    line[0] = -alongCol[i];
    line[1] = line[0] * u[i];
    line[2] = line[0] * v[i];
    line[3] = -alongRow[i];
    line[4] = line[3] * u[i];
    line[5] = line[3] * v[i];
    heightTerms(u[i], v[i], terms);
    const weight = sampleWeight(difference[i], noise, clipped);
    weights += weight;
    differences += weight * difference[i];
    for (let j = 0; j < n; j++) {
      const weighted = weight * line[j];
      sum[j] += weighted;
      right[j] += weighted * difference[i];
      for (let k = 0; k <= j; k++) normal[j * n + k] += weighted * line[k];
    }
  }
  return { weight: weights, line: sum, difference: differences };
}

function excessOf(sums: readonly PatchSums[], solution: Float64Array): number {
  const means = sums.map(({ weight, line, difference }) => {
    const explained = line.reduce((total, value, k) => total + value * solution[k], 0);
    return (difference - explained) / weight;
  });
  const { nmad } = robustSpread(Float64Array.from(means));
  const expected = median(Float64Array.from(sums, ({ weight }) => 1 / weight));
  return Math.max(nmad * nmad - expected, LEAST_EXCESS * expected);
}

/** Part of the noise's own variance: an offset without any could not be inverted. */
const LEAST_EXCESS = 1e-3;

/** Inverse of a matrix from its Cholesky factor. */
function inverseOf(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    inverse[k * (n + 1)] = 1;
    solveCholesky(factor, n, inverse, k * n);
  }
  return inverse;
}
