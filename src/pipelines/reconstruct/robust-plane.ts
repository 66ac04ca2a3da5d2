import { huberWeight } from '../../math/huber.js';
import { robustSpread } from '../../math/robust.js';

/** value = level + perX · x + perY · y. */
export interface PlaneFit {
  readonly level: number;
  readonly perX: number;
  readonly perY: number;
}

const ITERATIONS = 10;
/** Spreads below it (in units of the values) count as this: a perfect plane has none. */
const SMALLEST_SPREAD = 1e-9;

/**
 * Plane through samples on a grid of `cols` columns, x the column and y the row, by iteratively reweighted least squares with Huber's
 * weights at 1.345 NMAD. Missing samples (NaN) are left out. Null where the others do not hold a plane.
 */
export function robustPlane(values: Float64Array, cols: number): PlaneFit | null {
  const residuals = values.slice();
  let fit: PlaneFit = { level: 0, perX: 0, perY: 0 };
  for (let iteration = 0; iteration <= ITERATIONS; iteration++) {
    const { median, nmad } = robustSpread(residuals);
    const spread = Math.max(nmad, SMALLEST_SPREAD);
    const weightOf = (i: number): number =>
      iteration === 0 ? 1 : huberWeight((residuals[i]! - median) / spread);
    const next = weightedPlane(values, cols, weightOf);
    if (next === null) return null;
    fit = next;
    values.forEach((value, i) => {
      residuals[i] = value - (fit.level + fit.perX * (i % cols) + fit.perY * Math.floor(i / cols));
    });
  }
  return fit;
}

/** Weighted least squares about the weighted centre, which keeps the system of two unknowns well conditioned. */
function weightedPlane(values: Float64Array, cols: number, weightOf: (i: number) => number): PlaneFit | null {
  let [sw, sx, sy, sv] = [0, 0, 0, 0];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const w = weightOf(i);
    sw += w;
    sx += w * (i % cols);
    sy += w * Math.floor(i / cols);
    sv += w * value;
  });
  const [mx, my, mv] = [sx / sw, sy / sw, sv / sw];
  let [xx, xy, yy, xv, yv] = [0, 0, 0, 0, 0];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const w = weightOf(i);
    const [x, y, v] = [(i % cols) - mx, Math.floor(i / cols) - my, value - mv];
    xx += w * x * x;
    xy += w * x * y;
    yy += w * y * y;
    xv += w * x * v;
    yv += w * y * v;
  });
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-9 * xx * yy)) return null;
  const perX = (xv * yy - yv * xy) / determinant;
  const perY = (yv * xx - xv * xy) / determinant;
  return { level: mv - perX * mx - perY * my, perX, perY };
}
