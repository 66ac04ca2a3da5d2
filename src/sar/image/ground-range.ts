import type { GroundRangePolynomial } from './image-geometry.js';

const MAX_STEPS = 30;
/** Metres. */
const SMALL_STEP = 1e-6;

/** Slant range (m) of a ground range (m) at an azimuth time (s). */
export function slantRangeAt(
  polynomials: readonly GroundRangePolynomial[],
  time: number,
  ground: number,
): number {
  return blend(polynomials, time, (p) => evaluate(p, ground).value);
}

/**
 * Ground range (m) of a slant range (m) at an azimuth time (s): the inverse of {@link slantRangeAt}, by Newton's method, so that
 * both agree to micrometres (the inverse polynomials of products do not). NaN where the polynomials do not reach.
 */
export function groundRangeAt(
  polynomials: readonly GroundRangePolynomial[],
  time: number,
  slant: number,
): number {
  let ground = polynomials[0].origin;
  for (let i = 0; i < MAX_STEPS; i++) {
    const at = ground;
    const value = blend(polynomials, time, (p) => evaluate(p, at).value);
    const slope = blend(polynomials, time, (p) => evaluate(p, at).slope);
    const step = (slant - value) / slope;
    ground += step;
    if (Math.abs(step) < SMALL_STEP) return ground;
  }
  return Number.NaN;
}

function blend(
  polynomials: readonly GroundRangePolynomial[],
  time: number,
  of: (polynomial: GroundRangePolynomial) => number,
): number {
  const after = polynomials.findIndex((p) => p.time > time);
  if (after === 0) return of(polynomials[0]);
  if (after < 0) return of(polynomials[polynomials.length - 1]);
  const [a, b] = [polynomials[after - 1], polynomials[after]];
  const weight = (time - a.time) / (b.time - a.time);
  return (1 - weight) * of(a) + weight * of(b);
}

function evaluate(
  { origin, coefficients }: GroundRangePolynomial,
  ground: number,
): { readonly value: number; readonly slope: number } {
  const x = ground - origin;
  let value = 0;
  let slope = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) {
    slope = slope * x + value;
    value = value * x + coefficients[k];
  }
  return { value, slope };
}
