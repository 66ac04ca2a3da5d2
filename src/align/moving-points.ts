import type { Ellipsoid } from '../core/crs.js';
import { geodeticToEcef, type Vector3 } from '../geo/geodetic.js';

/** Points that an alignment moves, in Cartesian coordinates relative to their centroid, metres. */
export interface MovingPoints {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** The same positions as longitude, latitude (degrees) and height above the ellipsoid. */
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  readonly h: Float64Array;
  /** Centroid of the points, body-fixed Cartesian. */
  readonly centroid: Vector3;
  readonly ellipsoid: Ellipsoid;
}

/**
 * From geodetic positions (degrees) and heights. Heights are taken as above the ellipsoid: a common geoid or areoid in their place
 * shifts the centre of rotation by its undulation and nothing else.
 */
export function movingPoints(
  lonDeg: Float64Array,
  latDeg: Float64Array,
  h: Float64Array,
  ellipsoid: Ellipsoid,
): MovingPoints {
  const count = h.length;
  const [x, y, z] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const sum: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const p = geodeticToEcef(lonDeg[i]!, latDeg[i]!, h[i]!, ellipsoid);
    [x[i], y[i], z[i]] = p as [number, number, number];
    for (let k = 0; k < 3; k++) sum[k]! += p[k]!;
  }
  const centroid: Vector3 = [sum[0] / count, sum[1] / count, sum[2] / count];
  for (let i = 0; i < count; i++) {
    x[i]! -= centroid[0];
    y[i]! -= centroid[1];
    z[i]! -= centroid[2];
  }
  return { count, x, y, z, lonDeg, latDeg, h, centroid, ellipsoid };
}

/** The points at the given indices, about the same centroid. */
export function selectPoints(points: MovingPoints, indices: Int32Array): MovingPoints {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(indices, (i) => values[i]!);
  const { x, y, z, lonDeg, latDeg, h } = points;
  return {
    ...points,
    count: indices.length,
    x: pick(x),
    y: pick(y),
    z: pick(z),
    lonDeg: pick(lonDeg),
    latDeg: pick(latDeg),
    h: pick(h),
  };
}
