import { gatherNeighbourhood } from './neighbourhoods.js';
import { type CellMetres, derivatives } from './surface-derivatives.js';

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
 */
export function reliefAt(heights: Float32Array, stride: number, at: number, cell: CellMetres): Relief {
  const z = new Float64Array(9);
  if (!gatherNeighbourhood(heights, at, stride, false, z))
    return { slope: Number.NaN, curvature: Number.NaN };
  const { zx, zy, zxx, zxy, zyy } = derivatives(z, cell, 'zevenbergen-thorne');
  const curvature = Math.abs(zxx + zyy) / 2 + Math.hypot((zxx - zyy) / 2, zxy);
  return { slope: (Math.atan(Math.hypot(zx, zy)) * 180) / Math.PI, curvature };
}
