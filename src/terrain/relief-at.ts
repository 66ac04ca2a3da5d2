/** Shape of the ground at a point. */
export interface Relief {
  /** Degrees. */
  readonly slope: number;
  /** Largest second derivative of the height in any direction, without sign, 1/m. */
  readonly curvature: number;
}

/**
 * Slope and curvature of the surface of second degree through 3 x 3 heights (Zevenbergen & Thorne 1987, Earth Surf. Process. Landf. 12,
 * 47-56): the larger eigenvalue of its Hessian, which exists on flat ground, too. NaN when a height is missing.
 *
 * @param heights row-major, `stride` columns
 * @param at index of the middle, which has neighbours on every side
 * @param cellX metres between columns; `cellY` between rows
 */
export function reliefAt(
  heights: Float32Array,
  stride: number,
  at: number,
  cellX: number,
  cellY: number,
): Relief {
  const [north, south] = [at - stride, at + stride];
  const middle = heights[at];
  const xx = (heights[at - 1] + heights[at + 1] - 2 * middle) / cellX ** 2;
  const yy = (heights[north] + heights[south] - 2 * middle) / cellY ** 2;
  const xy =
    (heights[north + 1] - heights[north - 1] + heights[south - 1] - heights[south + 1]) / (4 * cellX * cellY);
  const x = (heights[at + 1] - heights[at - 1]) / (2 * cellX);
  const y = (heights[north] - heights[south]) / (2 * cellY);
  const curvature = Math.abs(xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy);
  // The corners only enter xy: a missing one has to make the slope missing, too.
  const slope = Number.isNaN(curvature) ? Number.NaN : (Math.atan(Math.hypot(x, y)) * 180) / Math.PI;
  return { slope, curvature };
}
