import { CuestaError } from '../core/errors.js';
import { estimateHeight, type HeightEstimator } from './height-estimate.js';
import { createInlierChoice } from './inliers.js';
import { addRow, createNormalEquations, solveNormalEquations } from './normal-equations.js';
import type { Placement } from './placement.js';
import { createResiduals, type GridShift, type Residuals, residualsAfterShift } from './residuals.js';
import { addScore, createScoreCells, replaceScores } from './score-cells.js';
import { type SpatialCovariance, spatialCovariance } from './spatial-covariance.js';
import type { Surface } from './surface.js';

export interface NuthKaabOptions {
  /** Slopes of the surface that take part, degrees: flat ground says nothing about the plan, cliffs little. */
  readonly minSlopeDeg: number;
  readonly maxSlopeDeg: number;
  /** The iteration ends when a step is shorter than this in plan (pixels of the surface). */
  readonly tolerancePx: number;
  readonly maxIterations: number;
  /** How the height is taken from the points that are left after the shift in plan. */
  readonly vertical: HeightEstimator;
}

/** Its covariance is of east, north, up in metres, 3 x 3. */
export interface NuthKaabResult extends SpatialCovariance {
  /** What moves the points onto the surface. */
  readonly shift: GridShift;
  readonly iterations: number;
  /** Points of the last step. */
  readonly used: number;
}

/** Residuals beyond this many NMAD take no part in the plan. */
const PLAN_CUT = 3;
const UNKNOWNS = 3;

/**
 * Nuth & Kaab (2011, The Cryosphere 5, eq. 2-3): a shift in plan makes a height difference that varies with the aspect,
 * `dh = a cos(b - aspect) tan(slope) + dz`, which is linear in the shift (east, north, up). It is solved by least squares in this
 * form (the paper divides by tan(slope) and so gives flat ground's noise the greatest weight), residuals beyond 3 NMAD cut, and
 * iterated until the shift stands still; the height comes last, from all points.
 *
 * Throws `input` where too few points are left, `convergence`, and `numeric` where the slopes have one direction only.
 */
export function nuthKaab(
  placement: Placement,
  surface: Surface,
  start: GridShift,
  options: NuthKaabOptions,
): NuthKaabResult {
  const residuals = createResiduals(placement.points.count);
  const mean = meanScale(placement);
  const takesPart = slopeFilter(options);
  const { slopeEast, slopeNorth } = residuals;
  const choose = createInlierChoice(placement.points.count, PLAN_CUT, (i) =>
    takesPart(slopeEast[i]!, slopeNorth[i]!),
  );
  let shift = start;
  for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
    residualsAfterShift(placement, surface, shift, residuals);
    const chosen = choose(residuals.dh, iteration);
    const { east, north, used } = solveStep(residuals, chosen, options);
    const step = {
      cols: mean.colEast * east + mean.colNorth * north,
      rows: mean.rowEast * east + mean.rowNorth * north,
    };
    shift = { cols: shift.cols + step.cols, rows: shift.rows + step.rows, up: shift.up };
    if (Math.hypot(step.cols, step.rows) > options.tolerancePx) continue;
    residualsAfterShift(placement, surface, shift, residuals);
    const up = shift.up - estimateHeight(residuals.dh, options.vertical).height;
    residualsAfterShift(placement, surface, { ...shift, up }, residuals);
    const errors = errorsOf(placement, residuals, chosen, options);
    return { shift: { ...shift, up }, iterations: iteration, used, ...errors };
  }
  throw new CuestaError(
    'convergence',
    `The shift in plan did not settle within ${options.maxIterations} iterations.`,
    {
      hint: 'Mask changed terrain with --mask, give a first guess with --initial-transform, or raise --max-iterations.',
    },
  );
}

function solveStep(
  { dh, slopeEast, slopeNorth }: Residuals,
  chosen: Uint8Array,
  options: NuthKaabOptions,
): { readonly east: number; readonly north: number; readonly used: number } {
  const sums = createNormalEquations(UNKNOWNS);
  const j = new Float64Array(UNKNOWNS);
  j[2] = 1;
  for (let i = 0; i < dh.length; i++) {
    if (chosen[i] === 0) continue;
    j[0] = -slopeEast[i]!;
    j[1] = -slopeNorth[i]!;
    addRow(sums, j, dh[i]!, 1);
  }
  const solution = sums.rows > UNKNOWNS ? solveNormalEquations(sums) : null;
  if (solution === null) throw tooFlat(sums.rows, options);
  return { east: solution.step[0]!, north: solution.step[1]!, used: sums.rows };
}

function slopeFilter({
  minSlopeDeg,
  maxSlopeDeg,
}: NuthKaabOptions): (east: number, north: number) => boolean {
  const low = Math.tan((minSlopeDeg * Math.PI) / 180) ** 2;
  const high = maxSlopeDeg >= 90 ? Number.POSITIVE_INFINITY : Math.tan((maxSlopeDeg * Math.PI) / 180) ** 2;
  return (east, north) => {
    const square = east * east + north * north;
    return square >= low && square <= high;
  };
}

function errorsOf(
  placement: Placement,
  { dh, slopeEast, slopeNorth }: Residuals,
  chosen: Uint8Array,
  options: NuthKaabOptions,
): SpatialCovariance {
  const sums = createNormalEquations(UNKNOWNS);
  const cells = createScoreCells(UNKNOWNS, placement);
  const j = new Float64Array(UNKNOWNS);
  j[2] = 1;
  for (let i = 0; i < dh.length; i++) {
    if (chosen[i] === 0 || Number.isNaN(dh[i])) continue;
    j[0] = -slopeEast[i]!;
    j[1] = -slopeNorth[i]!;
    addRow(sums, j, dh[i]!, 1);
    addScore(cells, i, j, dh[i]!);
  }
  const solution = solveNormalEquations(sums);
  if (solution === null) throw tooFlat(sums.rows, options);
  // The height is not that of the plan's least squares.
  const { influence, count } = estimateHeight(dh, options.vertical);
  replaceScores(cells, 2, (i) => (influence(dh[i]!) * sums.rows) / count);
  return spatialCovariance(cells, solution.inverse);
}

/** The linear map of metres to pixels, averaged over the area. */
function meanScale({ scales }: Placement): Placement['scales'][number] {
  const mean = (key: keyof Placement['scales'][number]): number => {
    const finite = scales.map((s) => s[key]).filter(Number.isFinite);
    return finite.reduce((sum, v) => sum + v, 0) / finite.length;
  };
  return {
    colEast: mean('colEast'),
    colNorth: mean('colNorth'),
    rowEast: mean('rowEast'),
    rowNorth: mean('rowNorth'),
  };
}

function tooFlat(rows: number, { minSlopeDeg, maxSlopeDeg }: NuthKaabOptions): CuestaError {
  return new CuestaError(
    'numeric',
    `The shift in plan cannot be found: ${rows} points have slopes between ${minSlopeDeg} and ${maxSlopeDeg} degrees, or all slopes face one way.`,
    { hint: 'Use --method vertical, or widen --slope-range.' },
  );
}
