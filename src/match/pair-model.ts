import type { GeoTransform } from '../core/geo-transform.js';

/** Normalises pixels of the common grid to about -1 to 1 over an overlap. */
export interface PairFrame {
  readonly col: number;
  readonly row: number;
  readonly halfCols: number;
  readonly halfRows: number;
}

/** Terms 1, u, v of a displacement along columns and of one along rows. */
export const PLAN_TERMS = 6;

/** Terms of the height polynomials of order 0 to 3: 1, u, v, u², uv, v², u³, u²v, uv², v³. */
export const HEIGHT_TERMS = [1, 3, 6, 10] as const;

/** Fills `out` with the first terms of the height polynomial, as many as it holds. */
export function heightTerms(u: number, v: number, out: Float64Array): void {
  out[0] = 1;
  if (out.length > 1) [out[1], out[2]] = [u, v];
  if (out.length > 3) [out[3], out[4], out[5]] = [u * u, u * v, v * v];
  if (out.length > 6) [out[6], out[7], out[8], out[9]] = [u * u * u, u * u * v, u * v * v, v * v * v];
}

export function normalisedIn(frame: PairFrame, col: number, row: number): [u: number, v: number] {
  return [(col - frame.col) / frame.halfCols, (row - frame.row) / frame.halfRows];
}

/** From pixels to displaced pixels. */
export function displacement(frame: PairFrame, plan: ArrayLike<number>): GeoTransform {
  const { col, row, halfCols, halfRows } = frame;
  const [a, b, d, e] = [plan[1] / halfCols, plan[2] / halfRows, plan[4] / halfCols, plan[5] / halfRows];
  return [1 + a, b, plan[0] - a * col - b * row, d, 1 + e, plan[3] - d * col - e * row];
}

/** Largest displacement at the corners of the frame, pixels. */
export function largestDisplacement(plan: ArrayLike<number>): number {
  let most = 0;
  for (const u of [-1, 1]) {
    for (const v of [-1, 1]) {
      const col = plan[0] + plan[1] * u + plan[2] * v;
      const row = plan[3] + plan[4] * u + plan[5] * v;
      most = Math.max(most, Math.hypot(col, row));
    }
  }
  return most;
}
