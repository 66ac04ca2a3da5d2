import { factorCholesky, solveCholesky } from '../cholesky.js';
import type { VariogramPoint } from './lag-pairs.js';
import { type Shape, semivariance, shapeAt, type VariogramModel } from './variogram-model.js';

const CANDIDATES: readonly (readonly Shape[])[] = [
  ['spherical'],
  ['exponential'],
  ['gaussian'],
  ['spherical', 'spherical'],
  ['exponential', 'spherical'],
  ['exponential', 'exponential'],
  ['gaussian', 'spherical'],
  ['gaussian', 'exponential'],
];
/** Ranges tried before the best ones are refined. */
const TRIED_RANGES = 20;
const REFINEMENTS = 24;
/** Relative error of an estimate that a better fit need not explain. */
const RELATIVE_ERROR = 0.03;
/** Neighbouring points have related errors: so many count as one observation. */
const RELATED_POINTS = 4;
/**
 * A shape further down the list has to score better by this. The second of two structures can be spherical or Gaussian with residuals that differ
 * by a tenth, less than chance does; but a Gaussian range is a sixth shorter, so choosing by chance would make ranges jump.
 */
const CLEARLY_BETTER = 0.2;
/** Fits with the weights of the fit before, from those of the estimates. */
const ROUNDS = 3;

interface Fit {
  readonly model: VariogramModel;
  /** Weighted sum of squared residuals. */
  readonly misfit: number;
}

/**
 * Fits nugget and one or two structures, spherical, exponential or Gaussian, by least squares of the relative residuals (the weights 1 / gamma^2 of
 * Cressie 1985, Math. Geol. 17, 563-586, for bins of like many pairs). Sills are not negative. The number and shapes of the structures are
 * those of the lowest Bayesian information criterion, in which residuals of 3 % count as noise and four
 * neighbouring points as one; of shapes that cannot be told apart, the spherical one is taken.
 *
 * @returns null for fewer than six points, or when none is positive
 */
export function fitVariogram(points: readonly VariogramPoint[]): VariogramModel | null {
  const usable = points.filter(({ gamma }) => gamma > 0);
  if (usable.length < 6) return null;
  let best: { readonly model: VariogramModel; readonly score: number } | null = null;
  for (const shapes of CANDIDATES) {
    const { model, misfit } = fitShapes(usable, shapes);
    const n = usable.length;
    const deviance = (n / RELATED_POINTS) * Math.log(misfit / n + RELATIVE_ERROR ** 2);
    const score = deviance + 2 * shapes.length * Math.log(n / RELATED_POINTS);
    if (best === null || score < best.score - CLEARLY_BETTER) best = { model, score };
  }
  return best!.model;
}

function fitShapes(points: readonly VariogramPoint[], shapes: readonly Shape[]): Fit {
  let weights = points.map(({ gamma }) => 1 / gamma ** 2);
  let fit = searchRanges(points, weights, shapes);
  for (let round = 1; round < ROUNDS; round++) {
    const { model } = fit;
    const least = 1e-6 * Math.max(...points.map(({ gamma }) => gamma));
    weights = points.map(({ lag }) => 1 / Math.max(semivariance(model, lag), least) ** 2);
    fit = searchRanges(points, weights, shapes);
  }
  return fit;
}

/** All combinations of a list of ranges, then smaller and smaller steps from the best one. */
function searchRanges(
  points: readonly VariogramPoint[],
  weights: readonly number[],
  shapes: readonly Shape[],
): Fit {
  const [first, last] = [points[0].lag, points.at(-1)!.lag];
  const tried = Array.from(
    { length: TRIED_RANGES },
    (_, i) => first * (last / first) ** ((i + 1) / TRIED_RANGES),
  );
  const combinations =
    shapes.length === 1 ? tried.map((r) => [r]) : tried.flatMap((a) => tried.map((b) => [a, b]));
  let ranges = combinations[0];
  let fit = fitSills(points, weights, shapes, ranges);
  const improve = (candidate: number[]): boolean => {
    const other = fitSills(points, weights, shapes, candidate);
    if (other.misfit >= fit.misfit) return false;
    [fit, ranges] = [other, candidate];
    return true;
  };
  for (const candidate of combinations) improve(candidate);
  let step = (last / first) ** (1 / TRIED_RANGES);
  for (let i = 0; i < REFINEMENTS; i++) {
    const moves = ranges.flatMap((_, k) =>
      [step, 1 / step].map((factor) => ranges.map((r, j) => (j === k ? Math.min(last, r * factor) : r))),
    );
    if (!moves.map(improve).includes(true)) step = Math.sqrt(step);
  }
  return fit;
}

/** Best nugget and sills, none negative, for given ranges: the best of all choices of those that are not 0. */
function fitSills(
  points: readonly VariogramPoint[],
  weights: readonly number[],
  shapes: readonly Shape[],
  ranges: readonly number[],
): Fit {
  const columns = [
    points.map(() => 1),
    ...shapes.map((shape, k) => points.map(({ lag }) => shapeAt(shape, ranges[k], lag))),
  ];
  let best: { readonly sills: readonly number[]; readonly misfit: number } | null = null;
  for (let chosen = 1; chosen < 2 ** columns.length; chosen++) {
    const used = columns.flatMap((_, k) => (chosen & (2 ** k) ? [k] : []));
    const solution = leastSquares(
      points,
      weights,
      used.map((k) => columns[k]),
    );
    if (solution === null || solution.some((sill) => sill < 0)) continue;
    const sills = columns.map((_, k) => (used.includes(k) ? solution[used.indexOf(k)] : 0));
    const misfit = points.reduce((sum, { gamma }, i) => {
      const predicted = columns.reduce((g, column, k) => g + sills[k] * column[i], 0);
      return sum + weights[i] * (gamma - predicted) ** 2;
    }, 0);
    if (best === null || misfit < best.misfit) best = { sills, misfit };
  }
  const { sills, misfit } = best!;
  const structures = shapes
    .map((shape, k) => ({ shape, range: ranges[k], sill: sills[k + 1] }))
    .filter(({ sill }) => sill > 0)
    .sort((a, b) => a.range - b.range);
  return { model: { nugget: sills[0], structures }, misfit };
}

function leastSquares(
  points: readonly VariogramPoint[],
  weights: readonly number[],
  columns: readonly (readonly number[])[],
): Float64Array | null {
  const n = columns.length;
  const dot = (a: readonly number[], b: (i: number) => number): number =>
    weights.reduce((sum, w, i) => sum + w * a[i] * b(i), 0);
  const normal = Float64Array.from({ length: n * n }, (_, k) =>
    dot(columns[Math.floor(k / n)], (i) => columns[k % n][i]),
  );
  const right = Float64Array.from(columns, (column) => dot(column, (i) => points[i].gamma));
  if (!factorCholesky(normal, n)) return null;
  solveCholesky(normal, n, right);
  return right;
}
