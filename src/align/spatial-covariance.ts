import { factorCholesky } from '../math/cholesky.js';
import { correlationReach } from './correlation-reach.js';
import type { ScoreCells } from './score-cells.js';

/** Covariance of an estimate whose errors are correlated in space. */
export interface SpatialCovariance {
  /** Row-major; NaN where the area is too small to tell. */
  readonly covariance: Float64Array;
  /** Distance in pixels of the surface up to which errors are correlated, along columns and rows. */
  readonly reachPx: readonly [cols: number, rows: number];
  /** Whether they are so over a large part of the area: the covariance is then only a lower bound. */
  readonly isBound: boolean;
}

/**
 * Covariance of a least-squares solution whose residuals are correlated in space: the sandwich `A^-1 M A^-1` with M the sum of
 * products of all cells' scores that lie within the reach of the correlation (Conley 1999). Height errors of DEMs are
 * correlated over many pixels, which the usual `s0^2 A^-1` takes for many independent measurements; blocks of a fixed size miss
 * what is correlated across their borders.
 *
 * The reach comes from the scores' own correlogram. Up to it pairs have full weight, to twice the reach less and less (Politis
 * 2011: such weights, other than a triangle from zero, do not make the variance too small). What the fit has taken of the
 * errors into itself is put back: see {@link withFittedPart}; and as few independent blocks make the variance itself uncertain,
 * it is that of Student's t: see {@link studentFactor}.
 */
export function spatialCovariance(cells: ScoreCells, inverse: Float64Array): SpatialCovariance {
  const reach = correlationReach(cells);
  const flat = meatOf(cells, inverse, reach, trapezoid);
  const isPositive = factorCholesky(flat.slice(), cells.size);
  const meat = isPositive ? flat : meatOf(cells, inverse, reach, triangle);
  const factor = studentFactor(cells, reach);
  return {
    covariance: sandwich(inverse, meat, cells.size).map((v) => factor * v),
    reachPx: [reach.cols * cells.cellWidth, reach.rows * cells.cellHeight],
    isBound: reach.isBound,
  };
}

/** Weight of a pair of cells that lie this many cells apart along one axis. */
type Taper = (lag: number, reach: number) => number;

const trapezoid: Taper = (lag, reach) => Math.min(1, 2 - lag / reach);
/** Positive definite, but too small. */
const triangle: Taper = (lag, reach) => 1 - lag / (2 * reach);

/** Sum of the weighted products of scores. Row-major. */
function meatOf(
  { size: n, cols, rows, scores, normals }: ScoreCells,
  inverse: Float64Array,
  reach: { readonly cols: number; readonly rows: number },
  taper: Taper,
): Float64Array {
  const around = (plane: Float64Array): Float64Array =>
    weighted(weighted(plane, rows, cols, 1, reach.cols, taper), cols, rows, cols, reach.rows, taper);
  const meat = new Float64Array(n * n);
  for (let b = 0; b < n; b++) {
    const near = around(scores[b]!);
    for (let a = 0; a < n; a++) meat[a * n + b] = dotOf(scores[a]!, near);
  }
  return withFittedPart(meat, normals, normals.map(around), inverse, n);
}

/** Repetitions after which what is still missing is negligible, at a quarter of it per repetition. */
const REPETITIONS = 12;

/**
 * A fit takes part of the errors into itself: residuals `e - J d` have the products `E[r r'] = C - J V J'` about (for errors of one
 * kind all over the area), so that the sum M lacks `sum w G V G'` over pairs of cells with the normal matrices G, where
 * `V = A^-1 M A^-1` is the covariance itself. Solved by repetition. For one unknown and K independent blocks it is the
 * well-known factor K / (K - 1).
 */
function withFittedPart(
  meat: Float64Array,
  normals: readonly Float64Array[],
  around: readonly Float64Array[],
  inverse: Float64Array,
  n: number,
): Float64Array {
  const products = normals.map((g) => around.map((near) => dotOf(g, near)));
  const plane = (a: number, b: number): number => (a <= b ? a * n - (a * (a - 1)) / 2 + b - a : plane(b, a));
  let full = meat;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const covariance = sandwich(inverse, full, n);
    full = meat.map((m, at) => {
      const [a, b] = [Math.floor(at / n), at % n];
      let lost = 0;
      for (let c = 0; c < n; c++) {
        for (let d = 0; d < n; d++) lost += covariance[c * n + d]! * products[plane(a, c)]![plane(d, b)]!;
      }
      return m + lost;
    });
  }
  return full;
}

/** Fewest blocks that are told apart: with two the variance of t is infinite. */
const FEWEST_BLOCKS = 3;

/**
 * Variance of Student's t with as many degrees of freedom as there are independent blocks, `N^2 / sum n w^2 n` over pairs of cells
 * with n of the N points.
 */
function studentFactor(
  { cols, rows, counts }: ScoreCells,
  reach: { readonly cols: number; readonly rows: number },
): number {
  const squared: Taper = (lag, at) => trapezoid(lag, at) ** 2;
  const near = weighted(
    weighted(counts, rows, cols, 1, reach.cols, squared),
    cols,
    rows,
    cols,
    reach.rows,
    squared,
  );
  const total = counts.reduce((sum, c) => sum + c, 0);
  const blocks = Math.max(FEWEST_BLOCKS, total ** 2 / dotOf(counts, near));
  return blocks / (blocks - 2);
}

/** Weighted sums along lines whose elements lie `stride` apart. */
function weighted(
  values: Float64Array,
  lines: number,
  length: number,
  stride: number,
  reach: number,
  taper: Taper,
): Float64Array {
  const out = new Float64Array(values.length);
  const lineStride = stride === 1 ? length : 1;
  const weights = Array.from({ length: 2 * reach }, (_, lag) => taper(lag, reach));
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < length; k++) {
      const at = line * lineStride + k * stride;
      let sum = values[at]!;
      for (let lag = 1; lag < weights.length; lag++) {
        const before = k - lag >= 0 ? values[at - lag * stride]! : 0;
        const after = k + lag < length ? values[at + lag * stride]! : 0;
        sum += weights[lag]! * (before + after);
      }
      out[at] = sum;
    }
  }
  return out;
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function sandwich(inverse: Float64Array, meat: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let c = 0; c < n; c++) {
      let influence = 0;
      for (let k = 0; k < n; k++) influence += inverse[a * n + k]! * meat[k * n + c]!;
      for (let b = 0; b < n; b++) out[a * n + b]! += influence * inverse[c * n + b]!;
    }
  }
  return out;
}
