import type { Body, Ellipsoid } from '../core/crs.js';
import { GRS80_ELLIPSOID, isSphere, sameRadii, WGS84_ELLIPSOID } from './ellipsoids.js';

/** A geodetic datum by its registered names and codes (EPSG). */
export interface KnownDatum {
  readonly name: string;
  /** Code of its two-dimensional geographic CRS, and that CRS's name. */
  readonly gcs: number;
  readonly gcsName: string;
  /** Code of its three-dimensional geographic CRS (ellipsoidal heights), 0 if there is none here. */
  readonly gcs3d: number;
  readonly code: number;
  /** EPSG short name of the ellipsoid, see `ellipsoids.ts`. */
  readonly ellipsoid: string;
  /** Agrees with WGS 84 to about a metre (two for GDA2020), as PROJ's default null transformations say. */
  readonly modern: boolean;
  readonly aliases: readonly string[];
}

const row = (
  name: string,
  gcsName: string,
  codes: readonly [datum: number, gcs: number, gcs3d: number],
  ellipsoid: string,
  modern: boolean,
  ...aliases: string[]
): KnownDatum => ({
  name,
  gcsName,
  code: codes[0],
  gcs: codes[1],
  gcs3d: codes[2],
  ellipsoid,
  modern,
  aliases,
});

export const DATUMS: readonly KnownDatum[] = [
  row(
    'World Geodetic System 1984',
    'WGS 84',
    [6326, 4326, 4979],
    'WGS84',
    true,
    'WGS 1984',
    'WGS84',
    'World Geodetic System 1984 ensemble',
  ),
  row(
    'European Terrestrial Reference System 1989',
    'ETRS89',
    [6258, 4258, 4937],
    'GRS80',
    true,
    'ETRS 1989',
    'European Terrestrial Reference System 1989 ensemble',
  ),
  row('North American Datum 1983', 'NAD83', [6269, 4269, 0], 'GRS80', true, 'North American 1983'),
  row(
    'NAD83 (National Spatial Reference System 2011)',
    'NAD83(2011)',
    [1116, 6318, 6319],
    'GRS80',
    true,
    'NAD 1983 2011',
  ),
  row(
    'NAD83 Canadian Spatial Reference System',
    'NAD83(CSRS)',
    [6140, 4617, 4955],
    'GRS80',
    true,
    'North American 1983 CSRS',
    'NAD83 (CSRS)',
  ),
  row('Geocentric Datum of Australia 1994', 'GDA94', [6283, 4283, 4939], 'GRS80', true, 'GDA 1994'),
  row('Geocentric Datum of Australia 2020', 'GDA2020', [1168, 7844, 7843], 'GRS80', true, 'GDA 2020'),
  row('New Zealand Geodetic Datum 2000', 'NZGD2000', [6167, 4167, 4959], 'GRS80', true, 'NZGD 2000'),
  row(
    'Sistema de Referencia Geocentrico para las AmericaS 2000',
    'SIRGAS 2000',
    [6674, 4674, 4989],
    'GRS80',
    true,
    'SIRGAS 2000',
  ),
  row(
    'Reseau Geodesique Francais 1993',
    'RGF93 v1',
    [6171, 4171, 4965],
    'GRS80',
    true,
    'RGF 1993',
    'RGF93',
    'Reseau Geodesique Francais 1993 v1',
  ),
  row('SWEREF99', 'SWEREF99', [6619, 4619, 4977], 'GRS80', true),
  row('Japanese Geodetic Datum 2011', 'JGD2011', [1128, 6668, 6667], 'GRS80', true, 'JGD 2011'),
  row('World Geodetic System 1972', 'WGS 72', [6322, 4322, 4985], 'WGS72', false, 'WGS 1972', 'WGS72'),
  row('North American Datum 1927', 'NAD27', [6267, 4267, 0], 'clrk66', false, 'North American 1927'),
  row('European Datum 1950', 'ED50', [6230, 4230, 0], 'intl', false, 'European 1950'),
];

const squash = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^d_/, '')
    .replace(/[^a-z0-9]/g, '');

const BY_NAME: ReadonlyMap<string, KnownDatum> = new Map(
  DATUMS.flatMap((d) => [d.name, d.gcsName, ...d.aliases].map((n) => [squash(n), d] as const)),
);

export function datumByName(name: string): KnownDatum | null {
  return BY_NAME.get(squash(name)) ?? null;
}

export function datumByGcs(code: number): KnownDatum | null {
  return DATUMS.find((d) => code !== 0 && (d.gcs === code || d.gcs3d === code)) ?? null;
}

export function datumByCode(code: number): KnownDatum | null {
  return DATUMS.find((d) => d.code === code) ?? null;
}

interface Reference {
  readonly body: Body;
  readonly ellipsoid: Ellipsoid;
  readonly datum: string;
}

/**
 * Whether longitudes and latitudes may pass from one datum to the other unchanged. On Earth: the same datum, or both
 * among those that agree with WGS 84 to a metre or two (the limit of what Cuesta promises between datums); an unnamed
 * datum counts as one of them on the WGS 84 and GRS 1980 ellipsoids and on spheres (whose latitudes are geodetic by
 * convention, as PROJ has it). Other bodies have one frame each.
 */
export function datumsAgree(a: Reference, b: Reference): boolean {
  if (a.body.naif !== 399 || b.body.naif !== 399) return true;
  return squash(a.datum) === squash(b.datum)
    ? sameRadii(a.ellipsoid, b.ellipsoid, 1e-6)
    : isModern(a) && isModern(b);
}

function isModern(r: Reference): boolean {
  const known = datumByName(r.datum);
  if (known !== null) return known.modern;
  if (/towgs84/i.test(r.datum)) return false;
  if (isSphere(r.ellipsoid)) return true;
  const standard = [WGS84_ELLIPSOID, GRS80_ELLIPSOID].some((e) => sameRadii(r.ellipsoid, e, 1e-9));
  return standard && /^unknown/i.test(r.datum);
}
