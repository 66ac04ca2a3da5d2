import { CuestaError } from '../core/errors.js';
import { ecefToGeodetic, type Vector3 } from '../geo/geodetic.js';
import { estimateHeight, type HeightEstimator } from './height-estimate.js';
import { createInlierChoice } from './inliers.js';
import { enuAxes } from './local-axes.js';
import { addRow, createNormalEquations, solveNormalEquations } from './normal-equations.js';
import { createPixelMap, slopeSquare } from './pixel-map.js';
import type { Placement } from './placement.js';
import { createResiduals, type GridShift, type Residuals, residualsAfterShift } from './residuals.js';
import { dot } from './rigid.js';
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
 * `dh = a cos(b - aspect) tan(slope) + dz`, which is linear in the shift. It is solved by least squares in this form (the paper
 * divides by tan(slope) and so gives flat ground's noise the greatest weight), in columns and rows, which unlike east and
 * north have one direction all over a map; residuals beyond 3 NMAD cut, and iterated until the shift stands still. The
 * height comes last, from all points.
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
  const takesPart = slopeFilter(placement, residuals, options);
  const choose = createInlierChoice(placement.points.count, PLAN_CUT, takesPart);
  let shift = start;
  for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
    residualsAfterShift(placement, surface, shift, residuals);
    const chosen = choose(residuals.dh, iteration);
    const { cols, rows, used } = solveStep(residuals, chosen, options);
    shift = { cols: shift.cols + cols, rows: shift.rows + rows, up: shift.up };
    if (Math.hypot(cols, rows) > options.tolerancePx) continue;
    residualsAfterShift(placement, surface, shift, residuals);
    const up = shift.up - estimateHeight(residuals.dh, options.vertical).height;
    residualsAfterShift(placement, surface, { ...shift, up }, residuals);
    const errors = errorsOf(placement, residuals, chosen, options);
    const covariance = onGround(errors.covariance, placement, surface);
    return { shift: { ...shift, up }, iterations: iteration, used, ...errors, covariance };
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
  { dh, perCol, perRow }: Residuals,
  chosen: Uint8Array,
  options: NuthKaabOptions,
): { readonly cols: number; readonly rows: number; readonly used: number } {
  const sums = createNormalEquations(UNKNOWNS);
  const j = new Float64Array(UNKNOWNS);
  j[2] = 1;
  for (let i = 0; i < dh.length; i++) {
    if (chosen[i] === 0) continue;
    j[0] = -perCol[i]!;
    j[1] = -perRow[i]!;
    addRow(sums, j, dh[i]!, 1);
  }
  const solution = sums.rows > UNKNOWNS ? solveNormalEquations(sums) : null;
  if (solution === null) throw tooFlat(sums.rows, options);
  return { cols: solution.step[0]!, rows: solution.step[1]!, used: sums.rows };
}

/** Whether a point lies on a slope that takes part. */
function slopeFilter(
  { cell, maps }: Placement,
  { perCol, perRow }: Residuals,
  { minSlopeDeg, maxSlopeDeg }: NuthKaabOptions,
): (i: number) => boolean {
  const low = Math.tan((minSlopeDeg * Math.PI) / 180) ** 2;
  const high = maxSlopeDeg >= 90 ? Number.POSITIVE_INFINITY : Math.tan((maxSlopeDeg * Math.PI) / 180) ** 2;
  return (i) => {
    const square = slopeSquare(maps[cell[i]!]!, perCol[i]!, perRow[i]!);
    return square >= low && square <= high;
  };
}

/** Of columns, rows and height. */
function errorsOf(
  placement: Placement,
  { dh, perCol, perRow }: Residuals,
  chosen: Uint8Array,
  options: NuthKaabOptions,
): SpatialCovariance {
  const sums = createNormalEquations(UNKNOWNS);
  const cells = createScoreCells(UNKNOWNS, placement);
  const j = new Float64Array(UNKNOWNS);
  j[2] = 1;
  for (let i = 0; i < dh.length; i++) {
    if (chosen[i] === 0 || Number.isNaN(dh[i])) continue;
    j[0] = -perCol[i]!;
    j[1] = -perRow[i]!;
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

/** A covariance of columns, rows and height as one of east, north and up at the points' centroid. */
function onGround(covariance: Float64Array, { points }: Placement, { grid }: Surface): Float64Array {
  const { centroid, ellipsoid } = points;
  const [lonDeg, latDeg] = ecefToGeodetic(...centroid, ellipsoid);
  const { col, row } = createPixelMap(grid)(lonDeg, latDeg);
  const axes = enuAxes(lonDeg, latDeg);
  const [east, north]: readonly [Vector3, Vector3] = [
    [axes[0], axes[1], axes[2]],
    [axes[3], axes[4], axes[5]],
  ];
  const [a, b, c, d] = [dot(col, east), dot(col, north), dot(row, east), dot(row, north)];
  const scale = 1 / (a * d - b * c);
  const toGround = [d * scale, -b * scale, 0, -c * scale, a * scale, 0, 0, 0, 1];
  const out = new Float64Array(9);
  for (let i = 0; i < 81; i++) {
    const [k, l, m, n] = [Math.floor(i / 27), Math.floor(i / 9) % 3, Math.floor(i / 3) % 3, i % 3];
    out[3 * k + l]! += toGround[3 * k + m]! * covariance[3 * m + n]! * toGround[3 * l + n]!;
  }
  return out;
}

function tooFlat(rows: number, { minSlopeDeg, maxSlopeDeg }: NuthKaabOptions): CuestaError {
  return new CuestaError(
    'numeric',
    `The shift in plan cannot be found: ${rows} points have slopes between ${minSlopeDeg} and ${maxSlopeDeg} degrees, or all slopes face one way.`,
    { hint: 'Use --method vertical, or widen --slope-range.' },
  );
}
