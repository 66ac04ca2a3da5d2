import type { GroundSlope } from '../../adjust/observations.js';

/** Plane through heights at map positions. */
export interface GroundPlane {
  readonly slope: GroundSlope;
  /** Root mean square of the heights about it. */
  readonly rms: number;
}

/** Squared sine, roughly, of the angle between two directions in which places must differ. */
const LEAST_SPREAD = 1e-6;

/**
 * Least-squares plane through the heights of a small area that are not missing; null where they lie on a line.
 *
 * @param at map position of the i-th height
 */
export function groundPlane(
  heights: ArrayLike<number>,
  at: (i: number) => readonly [x: number, y: number],
): GroundPlane | null {
  const [x0, y0] = at(0);
  let [n, z0, mx, my, mz, xx, xy, yy, xz, yz, zz] = [0, Number.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < heights.length; i++) {
    if (Number.isNaN(heights[i]!)) continue;
    if (n === 0) z0 = heights[i]!;
    const place = at(i);
    const [x, y, z] = [place[0] - x0, place[1] - y0, heights[i]! - z0];
    n++;
    mx += x;
    my += y;
    mz += z;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xz += x * z;
    yz += y * z;
    zz += z * z;
  }
  const [sxx, sxy, syy] = [xx - (mx * mx) / n, xy - (mx * my) / n, yy - (my * my) / n];
  const [sxz, syz, szz] = [xz - (mx * mz) / n, yz - (my * mz) / n, zz - (mz * mz) / n];
  const determinant = sxx * syy - sxy * sxy;
  if (n < 3 || !(determinant > LEAST_SPREAD * sxx * syy)) return null;
  const east = (syy * sxz - sxy * syz) / determinant;
  const north = (sxx * syz - sxy * sxz) / determinant;
  return { slope: [east, north], rms: Math.sqrt(Math.max(0, szz - east * sxz - north * syz) / n) };
}
