/**
 * GeoKeys of a GeoTIFF (OGC 19-008r4): key id to value, decoded from the key directory (SHORT, DOUBLE or ASCII, text
 * without the closing `|`).
 */
export type GeoKeys = ReadonlyMap<number, number | string | readonly number[]>;

export const GEO_KEY = {
  modelType: 1024,
  citation: 1026,
  geographicType: 2048,
  geogCitation: 2049,
  geodeticDatum: 2050,
  primeMeridian: 2051,
  linearUnits: 2052,
  angularUnits: 2054,
  angularUnitSize: 2055,
  ellipsoid: 2056,
  semiMajor: 2057,
  semiMinor: 2058,
  inverseFlattening: 2059,
  primeMeridianLon: 2061,
  projectedType: 3072,
  projectedCitation: 3073,
  projection: 3074,
  coordTrans: 3075,
  projLinearUnits: 3076,
  projLinearUnitSize: 3077,
  stdParallel1: 3078,
  stdParallel2: 3079,
  natOriginLon: 3080,
  natOriginLat: 3081,
  falseEasting: 3082,
  falseNorthing: 3083,
  falseOriginLon: 3084,
  falseOriginLat: 3085,
  falseOriginEasting: 3086,
  falseOriginNorthing: 3087,
  centerLon: 3088,
  centerLat: 3089,
  scaleAtNatOrigin: 3092,
  scaleAtCenter: 3093,
  straightVertPoleLon: 3095,
  vertical: 4096,
  verticalCitation: 4097,
  verticalDatum: 4098,
  verticalUnits: 4099,
} as const;

export type GeoKeyName = keyof typeof GEO_KEY;

export const MODEL_PROJECTED = 1;
export const MODEL_GEOGRAPHIC = 2;
export const USER_DEFINED = 32767;
/** Before an ESRI WKT inside a citation, where keys do not suffice. */
export const ESRI_PE = 'ESRI PE String = ';

/** EPSG codes of length units, metres. */
export const LENGTH_UNITS: Readonly<Record<number, number>> = {
  9001: 1,
  9002: 0.3048,
  9003: 1200 / 3937,
  9036: 1000,
};

/** EPSG codes of angle units, degrees. */
export const ANGLE_UNITS: Readonly<Record<number, number>> = {
  9101: 180 / Math.PI,
  9102: 1,
  9103: 1 / 60,
  9104: 1 / 3600,
  9105: 0.9,
  9122: 1,
};
