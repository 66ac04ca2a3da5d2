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
  { x, y, z, sinLon, cosLon, sinLat, cosLat }: Placement,
  { rotation: m, translation: t }: Rigid,
  { dh, slopeEast, slopeNorth }: Residuals,
  { distance, rows, position }: TangentPlanes,
): void {
  for (let i = 0; i < dh.length; i++) {
    const [e, n] = [slopeEast[i]!, slopeNorth[i]!];
    const up = 1 / Math.sqrt(1 + e * e + n * n);
    distance[i] = dh[i]! * up;
    const [sl, cl, sp, cp] = [sinLon[i]!, cosLon[i]!, sinLat[i]!, cosLat[i]!];
    // up - e * east - n * north, in the body's axes.
    const nx = up * (cp * cl + e * sl + n * sp * cl);
    const ny = up * (cp * sl - e * cl + n * sp * sl);
    const nz = up * (sp - n * cp);
    const [px, py, pz] = [x[i]!, y[i]!, z[i]!];
    const qx = m[0] * px + m[1] * py + m[2] * pz + t[0];
    const qy = m[3] * px + m[4] * py + m[5] * pz + t[1];
    const qz = m[6] * px + m[7] * py + m[8] * pz + t[2];
    rows.set([nx, ny, nz, qy * nz - qz * ny, qz * nx - qx * nz, qx * ny - qy * nx], 6 * i);
    position.set([qx, qy, qz], 3 * i);
  }
}
