import type { Ellipsoid } from '../core/crs.js';

interface KnownEllipsoid extends Ellipsoid {
  /** Short name in PROJ strings (`+ellps=`). */
  readonly proj: string;
  /** EPSG code, as `GeogEllipsoidGeoKey` gives it. */
  readonly epsg: number;
}

/** Polar radius from the inverse flattening; 0 and infinity mean a sphere. */
export function semiMinorOf(semiMajor: number, inverseFlattening: number): number {
  return inverseFlattening === 0 || !Number.isFinite(inverseFlattening)
    ? semiMajor
    : semiMajor * (1 - 1 / inverseFlattening);
}

/** Inverse flattening; 0 on a sphere, as WKT and GeoTIFF write it. */
export function inverseFlatteningOf(e: Ellipsoid): number {
  return e.semiMajor === e.semiMinor ? 0 : e.semiMajor / (e.semiMajor - e.semiMinor);
}

const known = (
  proj: string,
  epsg: number,
  name: string,
  semiMajor: number,
  inverseFlattening: number,
): KnownEllipsoid => ({
  proj,
  epsg,
  name,
  semiMajor,
  semiMinor: semiMinorOf(semiMajor, inverseFlattening),
});

const axes = (
  proj: string,
  epsg: number,
  name: string,
  semiMajor: number,
  semiMinor: number,
): KnownEllipsoid => ({
  proj,
  epsg,
  name,
  semiMajor,
  semiMinor,
});

/** Ellipsoids that PROJ strings and GeoKeys name without giving radii (EPSG registry). */
const ELLIPSOIDS: readonly KnownEllipsoid[] = [
  known('WGS84', 7030, 'WGS 84', 6378137, 298.257223563),
  known('GRS80', 7019, 'GRS 1980', 6378137, 298.257222101),
  known('WGS72', 7043, 'WGS 72', 6378135, 298.26),
  known('intl', 7022, 'International 1924', 6378388, 297),
  known('bessel', 7004, 'Bessel 1841', 6377397.155, 299.1528128),
  known('krass', 7024, 'Krassowsky 1940', 6378245, 298.3),
  known('GRS67', 7036, 'GRS 1967', 6378160, 298.247167427),
  known('aust_SA', 7003, 'Australian National Spheroid', 6378160, 298.25),
  axes('clrk66', 7008, 'Clarke 1866', 6378206.4, 6356583.8),
  known('clrk80', 7012, 'Clarke 1880 (RGS)', 6378249.145, 293.465),
  known('airy', 7001, 'Airy 1830', 6377563.396, 299.3249646),
  axes('sphere', 7035, 'Normal Sphere (r=6370997)', 6370997, 6370997),
  axes('', 7048, 'GRS 1980 Authalic Sphere', 6371007, 6371007),
];

export const WGS84_ELLIPSOID: Ellipsoid = plain(ELLIPSOIDS[0]);
export const GRS80_ELLIPSOID: Ellipsoid = plain(ELLIPSOIDS[1]);

/** By `+ellps` name; case matters in PROJ, not here. */
export function ellipsoidByProjName(name: string): Ellipsoid | null {
  const e = ELLIPSOIDS.find((k) => k.proj !== '' && k.proj.toLowerCase() === name.toLowerCase());
  return e === undefined ? null : plain(e);
}

export function ellipsoidByEpsg(code: number): Ellipsoid | null {
  const e = ELLIPSOIDS.find((k) => k.epsg === code);
  return e === undefined ? null : plain(e);
}

/** EPSG code of an ellipsoid with these radii, or null. */
export function epsgOfEllipsoid(e: Ellipsoid): number | null {
  return ELLIPSOIDS.find((k) => sameRadii(k, e))?.epsg ?? null;
}

/** Name for radii that came without one. */
export function ellipsoidFromRadii(semiMajor: number, semiMinor: number, name?: string): Ellipsoid {
  const radii = { name: name ?? 'unknown', semiMajor, semiMinor };
  if (name !== undefined && !/^un(known|named)$/i.test(name)) return radii;
  const match = ELLIPSOIDS.find((k) => sameRadii(k, radii));
  return match === undefined ? radii : plain(match);
}

/**
 * Whether radii agree to one part in 1e12 (files round them): WGS 84 and GRS 1980 are different, 3396190 m written with a
 * rounded flattening is the same.
 */
export function sameRadii(a: Ellipsoid, b: Ellipsoid, tolerance = 1e-12): boolean {
  return (
    Math.abs(a.semiMajor - b.semiMajor) <= tolerance * a.semiMajor &&
    Math.abs(a.semiMinor - b.semiMinor) <= tolerance * a.semiMinor
  );
}

export function isSphere(e: Ellipsoid): boolean {
  return e.semiMajor === e.semiMinor;
}

function plain({ name, semiMajor, semiMinor }: Ellipsoid): Ellipsoid {
  return { name, semiMajor, semiMinor };
}
