import { CuestaError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { ecefToGeodetic } from '../geo/geodetic.js';
import type { AlignMethod } from './alignment.js';
import { type CoarseSearch, searchShift } from './coarse-shift.js';
import { covarianceInAxes } from './covariance-axes.js';
import { rigidOfShift } from './grid-shift-motion.js';
import { estimateHeight } from './height-estimate.js';
import { fitPolynomial, type PolynomialFit } from './height-polynomial.js';
import { type IcpOptions, icp } from './icp.js';
import { enuAxesAt } from './local-axes.js';
import { type MovingPoints, selectPoints } from './moving-points.js';
import { type NuthKaabOptions, type NuthKaabResult, nuthKaab } from './nuth-kaab.js';
import { type Placement, placePoints } from './placement.js';
import { type PlanObservability, planObservability } from './plan-observability.js';
import { createResiduals, type GridShift, residualsAfterShift } from './residuals.js';
import { IDENTITY, type Rigid } from './rigid.js';
import { drawSamples } from './sampling.js';
import { addScore, createScoreCells } from './score-cells.js';
import { type SpatialCovariance, spatialCovariance } from './spatial-covariance.js';
import type { Surface } from './surface.js';
import { halveSurface, onCoarserSurface } from './surface-pyramid.js';

export interface EstimateOptions {
  readonly method: AlignMethod;
  /** Of the polynomial that is taken off the heights at the end; null for none. */
  readonly derampOrder: number | null;
  /** Look for the first shift by correlation; otherwise the start is taken as it is. */
  readonly search: boolean;
  readonly nuthKaab: NuthKaabOptions;
  readonly icp: Omit<IcpOptions, 'metric' | 'vertical'>;
  readonly minPoints: number;
  readonly seed: number;
}

/** A motion of points onto a surface. */
export interface Motion {
  /** About the points' centroid, the start included. */
  readonly rigid: Rigid;
  /** What is then taken off the points' heights; null for nothing. */
  readonly heights: PolynomialFit | null;
  /** What was really done: `vertical` where the terrain does not show the plan. */
  readonly method: AlignMethod;
  readonly search: CoarseSearch | null;
  /** Null where the method has no plan. */
  readonly plan: PlanObservability | null;
  readonly iterations: number;
  readonly used: number;
  /**
   * Of east, north, up (metres) and rotations about these axes (radians) at the points' centroid, 6 x 6; of the polynomial see
   * {@link PolynomialFit}. Null where the method has no rigid motion.
   */
  readonly errors: SpatialCovariance | null;
  /** Nuth-Kaab: distance left (metres, RMS) between the shift on the grid and the rigid motion that stands for it. */
  readonly rigidResidual: number | null;
  readonly warnings: readonly string[];
}

/** Points that take part in the search and on coarse levels of the pyramid. */
const COARSE_POINTS = 100_000;

/**
 * Estimates the motion that brings points onto a surface, after `start` (about the points' centroid). Methods with a plan begin with a
 * correlation over the whole overlap and a Nuth-Kaab shift from coarse to fine; ICP goes on from there.
 *
 * Throws `no-overlap`, `input` for too few points, `convergence` and `numeric`.
 */
export function estimateMotion(
  points: MovingPoints,
  surface: Surface,
  start: Rigid,
  options: EstimateOptions,
): Motion {
  const placement = placePoints(points, start, surface);
  const hasPlan = ['nuth-kaab', 'icp-plane', 'icp-point'].includes(options.method);
  if (!hasPlan) return heightsOnly(placement, surface, options, { search: null, plan: null, warnings: [] });
  const draw = drawSamples(points.count, COARSE_POINTS, 0, createRng(options.seed).fork(1)).fit;
  const few =
    draw.length < points.count ? placePoints(selectPoints(points, draw), start, surface) : placement;
  const search = options.search ? searchShift(few, surface) : null;
  const first = descend(few, surface, search, options);
  requirePoints(few, surface, first, (options.minPoints * few.points.count) / points.count);
  const plan = planObservability(few, surface, first);
  const warnings = searchWarnings(search);
  if (!plan.observable) {
    const sigma = Number.isFinite(plan.sigmaPx) ? plan.sigmaPx.toFixed(1) : 'any number of';
    const warning = `The terrain does not show the position in plan (its standard deviation would be ${sigma} pixels): only the height was aligned.`;
    return heightsOnly(placement, surface, options, { search, plan, warnings: [...warnings, warning] });
  }
  return withPlan(placement, surface, first, options, { search, plan, warnings });
}

type Findings = Pick<Motion, 'search' | 'plan' | 'warnings'>;

/** From the correlation's shift through a pyramid of the surface to full resolution. */
function descend(
  placement: Placement,
  surface: Surface,
  search: CoarseSearch | null,
  options: EstimateOptions,
): GridShift {
  const levels = [surface];
  const deepest = search === null ? 1 : search.factor;
  while (2 ** levels.length <= deepest) levels.push(halveSurface(levels.at(-1)!));
  let shift: GridShift = { cols: search?.cols ?? 0, rows: search?.rows ?? 0, up: 0 };
  for (let level = levels.length - 1; level > 0; level--) {
    const factor = 2 ** level;
    const on = onCoarserSurface(placement, factor);
    const from = { cols: shift.cols / factor, rows: shift.rows / factor, up: shift.up };
    const found = tryNuthKaab(on, levels[level]!, from, { ...options.nuthKaab, tolerancePx: 0.05 });
    if (found === null) continue;
    shift = { cols: found.cols * factor, rows: found.rows * factor, up: found.up };
  }
  return tryNuthKaab(placement, surface, shift, { ...options.nuthKaab, tolerancePx: 0.05 }) ?? shift;
}

/** A first guess may fail where the final estimate will say why: too flat, too few, no convergence. */
function tryNuthKaab(
  placement: Placement,
  surface: Surface,
  start: GridShift,
  options: NuthKaabOptions,
): GridShift | null {
  try {
    return nuthKaab(placement, surface, start, options).shift;
  } catch (error) {
    if (error instanceof CuestaError) return null;
    throw error;
  }
}

function requirePoints(placement: Placement, surface: Surface, shift: GridShift, least: number): void {
  const { dh } = residualsAt(placement, surface, shift);
  let valid = 0;
  for (const v of dh) if (!Number.isNaN(v)) valid++;
  if (valid === 0) {
    throw new CuestaError(
      'no-overlap',
      'The source and the reference have no place where both have a height.',
      {
        hint: 'Look at the bounds and valid areas that cuesta info shows, and at the mask.',
      },
    );
  }
  if (valid >= least) return;
  throw new CuestaError('input', `Only ${valid} stable points lie where source and reference have heights.`, {
    hint: `At least ${Math.ceil(least)} are needed: give more of the terrain as stable in the mask, or --min-points.`,
  });
}

function residualsAt(placement: Placement, surface: Surface, shift: GridShift) {
  const residuals = createResiduals(placement.points.count);
  residualsAfterShift(placement, surface, shift, residuals);
  return residuals;
}

const NO_SHIFT: GridShift = { cols: 0, rows: 0, up: 0 };

/** Vertical shift, tilt or deramp: the points stay where they are. */
function heightsOnly(
  placement: Placement,
  surface: Surface,
  options: EstimateOptions,
  findings: Findings,
): Motion {
  requirePoints(placement, surface, NO_SHIFT, options.minPoints);
  const { dh } = residualsAt(placement, surface, NO_SHIFT);
  const isFallback = findings.plan !== null;
  const method = isFallback ? 'vertical' : options.method;
  const order = method === 'vertical' ? 0 : method === 'tilt' ? 1 : (options.derampOrder ?? 2);
  const fit = order === 0 ? constantFit(placement, dh) : polynomialFit(placement, dh, order);
  return {
    rigid: placement.base,
    heights: fit,
    method,
    ...findings,
    iterations: fit.iterations,
    used: fit.used,
    errors: null,
    rigidResidual: null,
  };
}

/** The median of the differences. */
function constantFit(placement: Placement, dh: Float64Array): PolynomialFit {
  const { polynomial } = polynomialFit(placement, dh, 0);
  const { height, count, influence } = estimateHeight(dh, 'median');
  const cells = createScoreCells(1, placement);
  const one = Float64Array.of(1);
  for (let i = 0; i < dh.length; i++) if (!Number.isNaN(dh[i])) addScore(cells, i, one, influence(dh[i]!));
  return {
    polynomial: { ...polynomial, coefficients: [height] },
    iterations: 1,
    used: count,
    ...spatialCovariance(cells, Float64Array.of(1 / count)),
  };
}

function polynomialFit(placement: Placement, dh: Float64Array, order: number): PolynomialFit {
  const { centroid, ellipsoid } = placement.points;
  const [lonDeg, latDeg] = ecefToGeodetic(...centroid, ellipsoid);
  return fitPolynomial(placement, dh, order, [lonDeg, latDeg]);
}

function withPlan(
  placement: Placement,
  surface: Surface,
  first: GridShift,
  options: EstimateOptions,
  findings: Findings,
): Motion {
  const { points } = placement;
  const found =
    options.method === 'nuth-kaab'
      ? shiftMotion(placement, surface, nuthKaab(placement, surface, first, options.nuthKaab))
      : icpMotion(placement, surface, first, options);
  const heights =
    options.derampOrder === null
      ? null
      : (() => {
          const after = placePoints(points, found.rigid, surface);
          return polynomialFit(after, residualsAt(after, surface, NO_SHIFT).dh, options.derampOrder);
        })();
  return {
    ...found,
    heights,
    method: options.method,
    ...findings,
    warnings: [...findings.warnings, ...errorWarnings(found.errors)],
  };
}

function errorWarnings(errors: SpatialCovariance | null): string[] {
  if (!errors?.isBound) return [];
  return [
    'Height errors are correlated over a large part of the area: the standard deviations of the motion are only lower bounds.',
  ];
}

type Found = Pick<Motion, 'rigid' | 'iterations' | 'used' | 'errors' | 'rigidResidual'>;

function shiftMotion(placement: Placement, surface: Surface, result: NuthKaabResult): Found {
  const { rigid, rms } = rigidOfShift(placement, surface, result.shift);
  const covariance = new Float64Array(36);
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 3; b++) covariance[6 * a + b] = result.covariance[3 * a + b]!;
  const { iterations, used, reachPx, isBound } = result;
  return { rigid, iterations, used, errors: { covariance, reachPx, isBound }, rigidResidual: rms };
}

function icpMotion(
  placement: Placement,
  surface: Surface,
  first: GridShift,
  options: EstimateOptions,
): Found {
  const { points } = placement;
  const start = rigidOfShift(placement, surface, first).rigid;
  const metric = options.method === 'icp-plane' ? 'plane' : 'point';
  const { vertical } = options.nuthKaab;
  const from = options.icp.translationOnly ? translationOf(start) : start;
  const { motion, iterations, used, ...errors } = icp(points, surface, from, {
    ...options.icp,
    metric,
    vertical,
  });
  const axes = enuAxesAt(points.centroid, points.ellipsoid);
  const covariance = covarianceInAxes(errors.covariance, axes);
  return { rigid: motion, iterations, used, errors: { ...errors, covariance }, rigidResidual: null };
}

function translationOf({ translation }: Rigid): Rigid {
  return { rotation: IDENTITY.rotation, translation };
}

function searchWarnings(search: CoarseSearch | null): string[] {
  if (search === null || search.reliable) return [];
  return [
    `The search for a first shift found nothing reliable (correlation ${search.ncc.toFixed(2)}); the alignment starts from the positions as they are.`,
  ];
}
