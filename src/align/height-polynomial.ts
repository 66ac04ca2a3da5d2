import type { Ellipsoid } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { geodeticToEcef, type Vector3 } from '../geo/geodetic.js';
import { isIn, rangeByNmad } from './inliers.js';
import { enuAxes } from './local-axes.js';
import { addRow, createNormalEquations, solveNormalEquations } from './normal-equations.js';
import type { Placement } from './placement.js';
import { dot, type Rotation, subtract } from './rigid.js';
import { addScore, createScoreCells } from './score-cells.js';
import { type SpatialCovariance, spatialCovariance } from './spatial-covariance.js';

/**
 * A correction that is added to heights: a polynomial in the coordinates east and north of the tangent plane at an origin,
 * divided by `scale`. It belongs to no map projection. Plain JSON.
 */
export interface HeightPolynomial {
  /** 0: a constant; 1: a plane; up to 3. */
  readonly order: number;
  readonly originLonDeg: number;
  readonly originLatDeg: number;
  /** Metres. */
  readonly scale: number;
  /** Of 1, u, v, u^2, uv, v^2, u^3, u^2 v, u v^2, v^3; metres. */
  readonly coefficients: readonly number[];
}

/** Its covariance is of the coefficients. */
export interface PolynomialFit extends SpatialCovariance {
  readonly polynomial: HeightPolynomial;
  readonly iterations: number;
  readonly used: number;
}

const RESIDUAL_CUT = 3;
const MAX_ITERATIONS = 50;

function termCount(order: number): number {
  return ((order + 1) * (order + 2)) / 2;
}

/** Fills `out` with the terms up to its length. */
function terms(u: number, v: number, out: Float64Array): void {
  out[0] = 1;
  let k = 1;
  for (let degree = 1, before = 0; k < out.length; degree++) {
    // Each term of the last degree times u, and its last one times v.
    for (let j = 0; j < degree; j++) out[k++] = out[before + j]! * u;
    out[k++] = out[before + degree - 1]! * v;
    before += degree;
  }
}

/** The correction as a function of a body-fixed Cartesian position. */
export function polynomialAt(p: HeightPolynomial, ellipsoid: Ellipsoid): (position: Vector3) => number {
  const origin = geodeticToEcef(p.originLonDeg, p.originLatDeg, 0, ellipsoid);
  const axes = enuAxes(p.originLonDeg, p.originLatDeg);
  const work = new Float64Array(p.coefficients.length);
  return (position) => {
    const [u, v] = planeCoordinates(axes, subtract(position, origin), p.scale);
    terms(u, v, work);
    return p.coefficients.reduce((sum, c, k) => sum + c * work[k]!, 0);
  };
}

function planeCoordinates(axes: Rotation, d: Vector3, scale: number): readonly [u: number, v: number] {
  const east = dot([axes[0], axes[1], axes[2]], d);
  const north = dot([axes[3], axes[4], axes[5]], d);
  return [east / scale, north / scale];
}

/**
 * Fits residuals `dh` of placed points by a polynomial (least squares; residuals beyond 3 NMAD cut, iterated until the same points
 * are left) and returns what has to be taken off the points. Throws `numeric` where the points do not determine it.
 */
export function fitPolynomial(
  placement: Placement,
  dh: Float64Array,
  order: number,
  [originLonDeg, originLatDeg]: readonly [number, number],
): PolynomialFit {
  const size = termCount(order);
  const { u, v, scale } = scaledCoordinates(placement, originLonDeg, originLatDeg);
  const row = new Float64Array(size);
  const left = dh.slice();
  let coefficients = new Float64Array(size);
  let lastUsed = -1;
  for (let iteration = 1; ; iteration++) {
    const range = rangeByNmad(left, RESIDUAL_CUT);
    const sums = createNormalEquations(size);
    for (let i = 0; i < left.length; i++) {
      if (!isIn(range, left[i]!)) continue;
      terms(u[i]!, v[i]!, row);
      addRow(sums, row, -left[i]!, 1);
    }
    const solution = sums.rows > size ? solveNormalEquations(sums) : null;
    if (solution === null) throw undetermined(order, sums.rows);
    coefficients = coefficients.map((c, k) => c + solution.step[k]!);
    if (sums.rows === lastUsed || iteration === MAX_ITERATIONS) {
      const cells = createScoreCells(size, placement);
      for (let i = 0; i < left.length; i++) {
        if (!isIn(range, left[i]!)) continue;
        terms(u[i]!, v[i]!, row);
        addScore(cells, i, row, left[i]!);
      }
      return {
        polynomial: { order, originLonDeg, originLatDeg, scale, coefficients: [...coefficients] },
        iterations: iteration,
        used: sums.rows,
        ...spatialCovariance(cells, solution.inverse),
      };
    }
    lastUsed = sums.rows;
    for (let i = 0; i < left.length; i++) {
      terms(u[i]!, v[i]!, row);
      let value = 0;
      for (let k = 0; k < size; k++) value += row[k]! * coefficients[k]!;
      left[i] = dh[i]! - value;
    }
  }
}

/** East and north in the plane at the origin, divided by their root mean square extent. */
function scaledCoordinates(
  { points, x, y, z }: Placement,
  lonDeg: number,
  latDeg: number,
): { readonly u: Float64Array; readonly v: Float64Array; readonly scale: number } {
  const axes = enuAxes(lonDeg, latDeg);
  const origin = geodeticToEcef(lonDeg, latDeg, 0, points.ellipsoid);
  const [ox, oy, oz] = subtract(points.centroid, origin);
  const u = new Float64Array(points.count);
  const v = new Float64Array(points.count);
  let squares = 0;
  for (let i = 0; i < points.count; i++) {
    const [dx, dy, dz] = [x[i]! + ox, y[i]! + oy, z[i]! + oz];
    u[i] = axes[0] * dx + axes[1] * dy + axes[2] * dz;
    v[i] = axes[3] * dx + axes[4] * dy + axes[5] * dz;
    squares += u[i]! ** 2 + v[i]! ** 2;
  }
  const scale = Math.max(1, Math.sqrt(squares / points.count));
  for (let i = 0; i < points.count; i++) {
    u[i]! /= scale;
    v[i]! /= scale;
  }
  return { u, v, scale };
}

/** The polynomial with the opposite sign. */
export function negated(p: HeightPolynomial): HeightPolynomial {
  return { ...p, coefficients: p.coefficients.map((c) => -c) };
}

function undetermined(order: number, rows: number): CuestaError {
  return new CuestaError('numeric', `${rows} points do not determine a polynomial of order ${order}.`, {
    hint: 'Choose a lower --deramp-order, or data that cover more of the area.',
  });
}
