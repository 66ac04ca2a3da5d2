import type { Placement } from './placement.js';
import type { Residuals } from './residuals.js';
import type { Rigid } from './rigid.js';

/** Distances of points to the tangent planes of the surface below them, and how small motions change them. */
export interface TangentPlanes {
  /** Above the plane, metres; NaN where the surface is missing. */
  readonly distance: Float64Array;
  /** Six per point: unit normal, and position (about the centroid) cross normal. */
  readonly rows: Float64Array;
  /** Three per point: position about the centroid. */
  readonly position: Float64Array;
}

export function createTangentPlanes(count: number): TangentPlanes {
  return {
    distance: new Float64Array(count),
    rows: new Float64Array(6 * count),
    position: new Float64Array(3 * count),
  };
}

/** Fills `out` from the residuals of a placement after a further motion. */
export function tangentPlanes(
  { x, y, z, sinLon, cosLon, sinLat, cosLat, cell, maps }: Placement,
  { rotation: m, translation: t }: Rigid,
  { dh, perCol, perRow }: Residuals,
  { distance, rows, position }: TangentPlanes,
): void {
  for (let i = 0; i < dh.length; i++) {
    const { col, row } = maps[cell[i]!]!;
    const [c, r] = [perCol[i]!, perRow[i]!];
    // The surface's gradient along the ground, in the body's axes.
    const gx = c * col[0] + r * row[0];
    const gy = c * col[1] + r * row[1];
    const gz = c * col[2] + r * row[2];
    const up = 1 / Math.sqrt(1 + gx * gx + gy * gy + gz * gz);
    distance[i] = dh[i]! * up;
    const nx = up * (cosLat[i]! * cosLon[i]! - gx);
    const ny = up * (cosLat[i]! * sinLon[i]! - gy);
    const nz = up * (sinLat[i]! - gz);
    const [px, py, pz] = [x[i]!, y[i]!, z[i]!];
    const qx = m[0] * px + m[1] * py + m[2] * pz + t[0];
    const qy = m[3] * px + m[4] * py + m[5] * pz + t[1];
    const qz = m[6] * px + m[7] * py + m[8] * pz + t[2];
    rows.set([nx, ny, nz, qy * nz - qz * ny, qz * nx - qx * nz, qx * ny - qy * nx], 6 * i);
    position.set([qx, qy, qz], 3 * i);
  }
}
