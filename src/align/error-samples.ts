import { type HeightPolynomial, polynomialAt } from './height-polynomial.js';
import type { MovingPoints } from './moving-points.js';
import { placePoints } from './placement.js';
import { createResiduals, residualsAfterShift } from './residuals.js';
import type { Rigid } from './rigid.js';
import { add } from './rigid.js';
import type { Surface } from './surface.js';

/**
 * Heights of points above a surface after a motion (about the points' centroid) and a polynomial taken off; NaN where the surface
 * has nothing. Exact positions, no linear map.
 */
export function heightErrors(
  points: MovingPoints,
  surface: Surface,
  motion: Rigid,
  heights: HeightPolynomial | null,
): Float32Array {
  const placement = placePoints(points, motion, surface);
  const { dh } = createResidualsOf(placement, surface);
  const taken = heights === null ? null : polynomialAt(heights, points.ellipsoid);
  const out = new Float32Array(points.count);
  for (let i = 0; i < out.length; i++) {
    const off =
      taken === null ? 0 : taken(add(points.centroid, [placement.x[i]!, placement.y[i]!, placement.z[i]!]));
    out[i] = dh[i]! - off;
  }
  return out;
}

function createResidualsOf(placement: ReturnType<typeof placePoints>, surface: Surface) {
  const residuals = createResiduals(placement.points.count);
  residualsAfterShift(placement, surface, { cols: 0, rows: 0, up: 0 }, residuals);
  return residuals;
}
