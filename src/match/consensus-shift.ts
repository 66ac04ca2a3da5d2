import type { Affine, PointPairs } from '../math/affine-fit.js';
import type { RobustAffine } from '../math/robust-affine.js';

/**
 * The shift that most pairs agree on, on top of a transform: for pairs that are too few, or lie too close together, to tell how they are
 * stretched and turned. The shift is the mean of all within `tolerance` of the pair with the most such neighbours.
 *
 * @returns null when less than `least` pairs agree
 */
export function consensusShift(
  { x, y, toX, toY }: PointPairs,
  [a, b, c, d, e, f]: Affine,
  tolerance: number,
  least: number,
): RobustAffine | null {
  const n = x.length;
  const dx = Float64Array.from(x, (u, i) => toX[i] - (a * u + b * y[i] + c));
  const dy = Float64Array.from(x, (u, i) => toY[i] - (d * u + e * y[i] + f));
  const isNear = (i: number, k: number): boolean =>
    (dx[i] - dx[k]) ** 2 + (dy[i] - dy[k]) ** 2 <= tolerance ** 2;
  let [best, most] = [0, 0];
  for (let k = 0; k < n; k++) {
    let count = 0;
    for (let i = 0; i < n; i++) if (isNear(i, k)) count++;
    if (count > most) [best, most] = [k, count];
  }
  if (most < least) return null;
  const inlier = Uint8Array.from(x, (_, i) => (isNear(i, best) ? 1 : 0));
  const mean = (values: Float64Array): number => values.reduce((sum, v, i) => sum + v * inlier[i], 0) / most;
  const [shiftX, shiftY] = [mean(dx), mean(dy)];
  const squares = dx.reduce((sum, v, i) => sum + inlier[i] * ((v - shiftX) ** 2 + (dy[i] - shiftY) ** 2), 0);
  const rmse = Math.sqrt(squares / Math.max(1, 2 * most - 2));
  return { affine: [a, b, c + shiftX, d, e, f + shiftY], inlier, rmse, sigma: rmse };
}
