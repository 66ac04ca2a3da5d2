import { factorCholesky, solveCholesky } from './cholesky.js';

/** Corresponding positions, parallel: `(x, y)` is mapped to `(toX, toY)`. */
export interface PointPairs {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly toX: Float64Array;
  readonly toY: Float64Array;
}

/** `[a, b, c, d, e, f]` with `toX = a*x + b*y + c`, `toY = d*x + e*y + f`: the order of `GeoTransform`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Least-squares affine transform, in coordinates centred on the chosen pairs so that large map coordinates cost
 * no digits.
 *
 * @param chosen indices of the pairs to use; at least three
 * @returns null when the positions lie on a line or in a point
 */
export function fitAffine({ x, y, toX, toY }: PointPairs, chosen: ArrayLike<number>): Affine | null {
  const mean = [x, y, toX, toY].map((column) => meanOf(column, chosen));
  const [mx, my, mX, mY] = mean as [number, number, number, number];
  const normal = new Float64Array(4);
  const rightX = new Float64Array(2);
  const rightY = new Float64Array(2);
  for (let k = 0; k < chosen.length; k++) {
    const i = chosen[k];
    const u = x[i] - mx;
    const v = y[i] - my;
    normal[0] += u * u;
    normal[2] += u * v;
    normal[3] += v * v;
    rightX[0] += u * (toX[i] - mX);
    rightX[1] += v * (toX[i] - mX);
    rightY[0] += u * (toY[i] - mY);
    rightY[1] += v * (toY[i] - mY);
  }
  const determinant = normal[0] * normal[3] - normal[2] ** 2;
  // Across the best line the spread must be more than rounding of its length.
  if (!(determinant > 1e-12 * (normal[0] + normal[3]) ** 2)) return null;
  if (!factorCholesky(normal, 2)) return null;
  solveCholesky(normal, 2, rightX);
  solveCholesky(normal, 2, rightY);
  const [a, b] = rightX as unknown as [number, number];
  const [d, e] = rightY as unknown as [number, number];
  return [a, b, mX - a * mx - b * my, d, e, mY - d * mx - e * my];
}

/** Distance between where the transform puts a pair's first position and its second one. */
export function affineResidual(t: Affine, { x, y, toX, toY }: PointPairs, i: number): number {
  return Math.hypot(t[0] * x[i] + t[1] * y[i] + t[2] - toX[i], t[3] * x[i] + t[4] * y[i] + t[5] - toY[i]);
}

/** About the first value, so that the sum of large coordinates keeps its digits. */
function meanOf(column: Float64Array, chosen: ArrayLike<number>): number {
  const origin = column[chosen[0]] ?? 0;
  let sum = 0;
  for (let k = 0; k < chosen.length; k++) sum += column[chosen[k]]! - origin;
  return origin + sum / chosen.length;
}
