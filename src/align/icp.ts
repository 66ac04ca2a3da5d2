import { CuestaError } from '../core/errors.js';
import type { Vector3 } from '../geo/geodetic.js';
import { estimateHeight, type HeightEstimator } from './height-estimate.js';
import { icpCovariance } from './icp-covariance.js';
import { createInlierChoice, type InlierChoice } from './inliers.js';
import { enuAxesAt } from './local-axes.js';
import type { MovingPoints } from './moving-points.js';
import {
  addRow,
  createNormalEquations,
  type NormalEquations,
  solveNormalEquations,
} from './normal-equations.js';
import { type Placement, placePoints } from './placement.js';
import { createResiduals, type Residuals, residualsAfterMotion } from './residuals.js';
import { composeRigid, IDENTITY, type Rigid } from './rigid.js';
import type { SpatialCovariance } from './spatial-covariance.js';
import { stepMotion } from './step-motion.js';
import type { Surface } from './surface.js';
import { createTangentPlanes, type TangentPlanes, tangentPlanes } from './tangent-planes.js';

export interface IcpOptions {
  /**
   * `plane`: the distances to the tangent planes are made small (Chen & Medioni 1992), which converges in a few steps.
   * `point`: those to the closest points of the planes (Besl & McKay 1992). Both end at the same motion.
   */
  readonly metric: 'plane' | 'point';
  readonly translationOnly: boolean;
  readonly maxIterations: number;
  /** The iteration ends when what is left is smaller than both. */
  readonly toleranceMetres: number;
  readonly toleranceDeg: number;
  /** How the height is taken in the end. */
  readonly vertical: HeightEstimator;
}

/** Its covariance is of translation (metres) and rotation (radians) in the body's axes, at the centroid; 6 x 6. */
export interface IcpResult extends SpatialCovariance {
  /** What brings the points onto the surface, about their centroid. */
  readonly motion: Rigid;
  readonly iterations: number;
  readonly used: number;
}

/**
 * Residuals beyond this many NMAD of their median take no part. Trimmed ICP (Chetverikov et al. 2005) keeps a fixed share
 * instead; with ASP's 75 % it has a quarter of the weight of normal residuals, and is no more robust than the median.
 */
const RESIDUAL_CUT = 3;
/** Farther motions than these are measured again from exact positions: metres, and radians. */
const NEAR_METRES = 20;
const NEAR_RADIANS = 1e-5;
/** Steps between two extrapolations of the slow point-to-point iteration. */
const EXTRAPOLATE_EVERY = 4;

/**
 * Iterative closest point against a surface on a grid: a point's plane is the tangent plane of the surface below it (projective
 * correspondence, Blais & Levine 1995), which on a height field needs no search and no tree. Six unknowns, or three with
 * `translationOnly`; motions are about the points' centroid. Steps of `point` are extrapolated (Aitken), as its
 * convergence is linear and on gentle terrain very slow.
 *
 * Throws `convergence`, and `numeric` where the surface does not hold the points in every direction.
 */
export function icp(points: MovingPoints, surface: Surface, start: Rigid, options: IcpOptions): IcpResult {
  const state: State = {
    residuals: createResiduals(points.count),
    planes: createTangentPlanes(points.count),
    choose: createInlierChoice(points.count, RESIDUAL_CUT),
    lever: leverOf(points),
    options,
  };
  let placement = placePoints(points, start, surface);
  let motion = IDENTITY;
  let last: Float64Array | null = null;
  for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
    const step = nextStep(state, placement, surface, motion, iteration);
    const ratio = last === null ? 0 : stepRatio(step, last);
    const left = options.metric === 'plane' ? 1 : 1 / (1 - ratio);
    const extrapolates = iteration % EXTRAPOLATE_EVERY === 0;
    last = extrapolates ? null : step;
    motion = composeRigid(stepMotion(extrapolates ? step.map((s) => s * left) : step, state.lever), motion);
    if (!isSmall(step, left, state)) continue;
    if (isNear(motion)) return finish(state, placement, surface, motion, iteration);
    placement = placePoints(points, composeRigid(motion, placement.base), surface);
    motion = IDENTITY;
    last = null;
  }
  throw new CuestaError('convergence', `ICP did not settle within ${options.maxIterations} iterations.`, {
    hint: 'Raise --max-iterations, mask changed terrain with --mask, or give a first guess with --initial-transform.',
  });
}

interface State {
  readonly residuals: Residuals;
  readonly planes: TangentPlanes;
  readonly choose: InlierChoice;
  /** Metres by which the rotation unknowns are multiplied, so that all six have about one size. */
  readonly lever: number;
  readonly options: IcpOptions;
}

function leverOf({ count, x, y, z }: MovingPoints): number {
  let squares = 0;
  for (let i = 0; i < count; i++) squares += x[i]! ** 2 + y[i]! ** 2 + z[i]! ** 2;
  return Math.max(1, Math.sqrt(squares / count));
}

function nextStep(
  state: State,
  placement: Placement,
  surface: Surface,
  motion: Rigid,
  iteration: number,
): Float64Array {
  const { residuals, planes, choose, lever, options } = state;
  residualsAfterMotion(placement, surface, motion, residuals);
  tangentPlanes(placement, motion, residuals, planes);
  const { distance, rows, position } = planes;
  const chosen = choose(distance, iteration);
  const sums = createNormalEquations(options.translationOnly ? 3 : 6);
  const row = new Float64Array(sums.size);
  for (let i = 0; i < distance.length; i++) {
    if (chosen[i] === 0) continue;
    fillRow(row, rows, i, lever);
    if (options.metric === 'plane') addRow(sums, row, distance[i]!, 1);
    else addPoint(sums, row, distance[i]!, position, i, lever);
  }
  return solved(sums).step;
}

function fillRow(row: Float64Array, rows: Float64Array, i: number, lever: number): void {
  for (let a = 0; a < row.length; a++) row[a] = rows[6 * i + a]! / (a < 3 ? 1 : lever);
}

/**
 * A point whose closest point lies `distance` along the normal: the gradient is that of the plane, the matrix that of all three
 * coordinates, `[I, -[p]x]^T [I, -[p]x]`.
 */
function addPoint(
  sums: NormalEquations,
  row: Float64Array,
  distance: number,
  position: Float64Array,
  i: number,
  lever: number,
): void {
  const { size, matrix, gradient } = sums;
  for (let a = 0; a < size; a++) gradient[a]! += row[a]! * distance;
  for (let a = 0; a < 3; a++) matrix[a * size + a]! += 1;
  sums.rows++;
  if (size === 3) return;
  const x = position[3 * i]! / lever;
  const y = position[3 * i + 1]! / lever;
  const z = position[3 * i + 2]! / lever;
  matrix[4]! += z;
  matrix[5]! -= y;
  matrix[9]! -= z;
  matrix[11]! += x;
  matrix[15]! += y;
  matrix[16]! -= x;
  matrix[21]! += y * y + z * z;
  matrix[22]! -= x * y;
  matrix[23]! -= x * z;
  matrix[28]! += x * x + z * z;
  matrix[29]! -= y * z;
  matrix[35]! += x * x + y * y;
}

function solved(sums: NormalEquations): NonNullable<ReturnType<typeof solveNormalEquations>> {
  const solution = sums.rows > sums.size ? solveNormalEquations(sums) : null;
  if (solution !== null) return solution;
  throw undetermined();
}

function undetermined(): CuestaError {
  return new CuestaError(
    'numeric',
    'The terrain does not determine a rigid motion: it is flat or slopes one way.',
    { hint: 'Use --method vertical or tilt, or --translation-only.' },
  );
}

/** By how much steps shrink, from two in a row; below 1. */
function stepRatio(step: Float64Array, last: Float64Array): number {
  let [mixed, square] = [0, 0];
  for (let a = 0; a < step.length; a++) {
    mixed += step[a]! * last[a]!;
    square += last[a]! ** 2;
  }
  return Math.min(Math.max(mixed / (square || 1), 0), 0.98);
}

/** Whether a step, and those that would follow it, are within the tolerances. */
function isSmall(step: Float64Array, left: number, { lever, options }: State): boolean {
  const translation = left * Math.hypot(step[0]!, step[1]!, step[2]!);
  const rotation = step.length === 3 ? 0 : (left * Math.hypot(step[3]!, step[4]!, step[5]!)) / lever;
  return translation < options.toleranceMetres && (rotation * 180) / Math.PI < options.toleranceDeg;
}

function isNear({ rotation, translation }: Rigid): boolean {
  const turned = Math.max(Math.abs(rotation[1]), Math.abs(rotation[2]), Math.abs(rotation[5]));
  return Math.hypot(...translation) < NEAR_METRES && turned < NEAR_RADIANS;
}

/**
 * The height comes last, by the same definition as with every other method: the tight cut that makes the plan robust has another
 * mean where differences are skewed.
 */
function finish(
  state: State,
  placement: Placement,
  surface: Surface,
  settled: Rigid,
  iterations: number,
): IcpResult {
  const { residuals, planes, choose, lever, options } = state;
  const { points } = placement;
  residualsAfterMotion(placement, surface, settled, residuals);
  tangentPlanes(placement, settled, residuals, planes);
  const chosen = choose(planes.distance, iterations);
  const { height } = estimateHeight(residuals.dh, options.vertical);
  const axes = enuAxesAt(points.centroid, points.ellipsoid);
  const up: Vector3 = [axes[6], axes[7], axes[8]];
  const lowered: Rigid = { ...IDENTITY, translation: [-height * up[0], -height * up[1], -height * up[2]] };
  const motion = composeRigid(lowered, settled);
  residualsAfterMotion(placement, surface, motion, residuals);
  tangentPlanes(placement, motion, residuals, planes);
  const size = options.translationOnly ? 3 : 6;
  const used = chosen.reduce((sum, c) => sum + c, 0);
  const errors = icpCovariance(placement, { residuals, planes, chosen, lever, size, up }, options.vertical);
  if (errors === null) throw undetermined();
  return { motion: composeRigid(motion, placement.base), iterations, used, ...errors };
}
