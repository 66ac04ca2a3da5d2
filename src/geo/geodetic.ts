import type { Ellipsoid } from '../core/crs.js';

const RADIANS = Math.PI / 180;

export type Vector3 = readonly [x: number, y: number, z: number];

/**
 * Geodetic (planetographic) coordinates to body-fixed Cartesian ones, metres. Longitude is positive east, height is
 * above the ellipsoid along its normal. EPSG guidance note 7-2, method 9602.
 */
export function geodeticToEcef(lonDeg: number, latDeg: number, h: number, e: Ellipsoid): Vector3 {
  const lon = lonDeg * RADIANS;
  const lat = latDeg * RADIANS;
  const ratio = (e.semiMinor / e.semiMajor) ** 2;
  const sin = Math.sin(lat);
  const cos = Math.cos(lat);
  const normal = e.semiMajor / Math.sqrt(cos * cos + ratio * sin * sin);
  const p = (normal + h) * cos;
  return [p * Math.cos(lon), p * Math.sin(lon), (ratio * normal + h) * sin];
}

/**
 * Body-fixed Cartesian coordinates to longitude (degrees, -180..180), geodetic latitude and ellipsoidal height.
 * Bowring's parametric latitude (1985), iterated to machine precision: good from the deep interior (half a radius)
 * to any height, also on flat ellipsoids such as Saturn's.
 */
export function ecefToGeodetic(x: number, y: number, z: number, e: Ellipsoid): Vector3 {
  const { semiMajor: a, semiMinor: b } = e;
  const e2 = 1 - (b / a) ** 2;
  const ep2 = (a / b) ** 2 - 1;
  const p = Math.hypot(x, y);
  let beta = Math.atan2(a * z, b * p);
  let lat = 0;
  for (let i = 0; i < 10; i++) {
    lat = Math.atan2(z + ep2 * b * Math.sin(beta) ** 3, p - e2 * a * Math.cos(beta) ** 3);
    const next = Math.atan2(b * Math.sin(lat), a * Math.cos(lat));
    const done = Math.abs(next - beta) < 1e-16;
    beta = next;
    if (done) break;
  }
  const sin = Math.sin(lat);
  const cos = Math.cos(lat);
  // Projection on the normal: exact at the poles and at the equator alike.
  const h = p * cos + z * sin - a * Math.sqrt(1 - e2 * sin * sin);
  return [Math.atan2(y, x) / RADIANS, lat / RADIANS, h];
}

/** Planetographic (geodetic) to planetocentric latitude of a point on the ellipsoid, degrees. */
export function planetocentricLatitude(latDeg: number, e: Ellipsoid): number {
  return scaleTangent(latDeg * RADIANS, (e.semiMinor / e.semiMajor) ** 2) / RADIANS;
}

/** Planetocentric to planetographic (geodetic) latitude of a point on the ellipsoid, degrees. */
export function planetographicLatitude(latDeg: number, e: Ellipsoid): number {
  return scaleTangent(latDeg * RADIANS, (e.semiMajor / e.semiMinor) ** 2) / RADIANS;
}

/** Angle (radians, -90..90 degrees) whose tangent is `factor` times as large; exact at the poles. */
export function scaleTangent(angle: number, factor: number): number {
  return factor === 1 ? angle : Math.atan2(factor * Math.sin(angle), Math.cos(angle));
}
