import { compose, type GeoTransform, invert } from '../core/geo-transform.js';

/**
 * Source positions are multiples of 2^-24 pixel. Rounding noise of the transforms (1e-9 pixel and less) vanishes, so that
 * grids on a common lattice meet at exact fractions, and a position minus a whole number of pixels is exact in float64:
 * the fraction, and with it every bit of the result, is the same whatever window is read.
 */
const STEPS = 2 ** 24;

export function snapPosition(pixels: number): number {
  return Math.floor(pixels * STEPS + 0.5) * (1 / STEPS);
}

/** Pixel coordinates of one grid to those of another with the same CRS. Origins are subtracted first, for precision. */
export function pixelTransform(from: GeoTransform, to: GeoTransform): GeoTransform {
  const [a, b, c, d, e, f] = from;
  return compose(invert(linearPart(to)), [a, b, c - to[2], d, e, f - to[5]]);
}

/** The transform without its origin. */
export function linearPart([a, b, , d, e]: GeoTransform): GeoTransform {
  return [a, b, 0, d, e, 0];
}
