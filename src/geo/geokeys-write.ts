import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { definitionOfCrs } from './crs.js';
import { datumByGcs, datumByName } from './datums.js';
import { epsgOfEllipsoid, inverseFlatteningOf, isSphere } from './ellipsoids.js';
import { partsFromEpsg } from './epsg.js';
import { esriWkt } from './esri-wkt.js';
import {
  ESRI_PE,
  GEO_KEY,
  type GeoKeyName,
  type GeoKeys,
  LENGTH_UNITS,
  MODEL_GEOGRAPHIC,
  MODEL_PROJECTED,
  USER_DEFINED,
} from './geokeys.js';
import { keysFromProjection } from './geokeys-projection.js';
import { type ProjDefinition, sameDefinition } from './proj-definition.js';
import { verticalCrsOf } from './vertical-datum.js';

type MutableKeys = Map<number, number | string>;

/**
 * GeoKeys that GDAL reads as the same CRS, sorted by id: an EPSG code where the CRS has one, user-defined keys otherwise, ESRI
 * WKT in a citation for projections without a GeoTIFF code. `GTRasterTypeGeoKey` (1025) is the writer's to add. Throws
 * `unsupported` for a CRS that GeoTIFF cannot hold.
 */
export function geoKeysFromCrs(crs: Crs): GeoKeys {
  const definition = definitionOfCrs(crs);
  if (definition.geocentric) {
    throw new CuestaError(
      'unsupported',
      `GeoTIFF cannot say that latitudes are planetocentric (${crs.name}).`,
      {
        hint: 'Write a projected CRS, or one on the sphere.',
      },
    );
  }
  const keys: MutableKeys = new Map();
  const vertical = setVertical(keys, crs);
  const code = epsgCodeOf(crs, definition);
  if (crs.kind === 'geographic') {
    set(keys, 'modelType', MODEL_GEOGRAPHIC);
    if (vertical !== null) set(keys, 'citation', `${crs.name} + ${vertical}`);
    setGeographic(keys, crs, code);
  } else {
    set(keys, 'modelType', MODEL_PROJECTED);
    set(keys, 'citation', vertical === null ? crs.name : `${crs.name} + ${vertical}`);
    setProjected(keys, crs, definition, code);
  }
  for (const [key, v] of keys) if (typeof v === 'string') keys.set(key, ascii(v));
  return new Map([...keys].sort(([a], [b]) => a - b));
}

/** A code is written only if it fits the key and, where it is known here, means what the CRS says. */
function epsgCodeOf(crs: Crs, definition: ProjDefinition): number | null {
  const code = crs.authority?.name === 'EPSG' ? crs.authority.code : webMercatorCode(definition);
  if (code === null || code <= 0 || code >= USER_DEFINED) return null;
  const registered = partsFromEpsg(code);
  return registered === null || sameDefinition(registered.definition, definition) ? code : null;
}

function webMercatorCode(d: ProjDefinition): number | null {
  return d.method === 'webmerc' && sameDefinition(d, partsFromEpsg(3857)!.definition) ? 3857 : null;
}

function setGeographic(keys: MutableKeys, crs: Crs, code: number | null): void {
  const datum = datumByName(crs.datum);
  const known = datumByGcs(code ?? 0)?.gcs ?? code ?? datum?.gcs;
  const { ellipsoid } = crs;
  if (known !== undefined) {
    set(keys, 'geographicType', known);
    set(keys, 'geogCitation', datum?.gcsName ?? crs.name);
  } else {
    const gcsName = crs.kind === 'geographic' ? crs.name : `GCS of ${crs.datum}`;
    const meridian = crs.body.naif === 399 ? 'Greenwich' : 'Reference_Meridian';
    const names = [gcsName, crs.datum, ellipsoid.name, meridian].map((n) => n.replace(/[|=]/g, ' '));
    set(keys, 'geographicType', USER_DEFINED);
    set(
      keys,
      'geogCitation',
      `GCS Name = ${names[0]}|Datum = ${names[1]}|Ellipsoid = ${names[2]}|Primem = ${names[3]}`,
    );
    set(keys, 'geodeticDatum', USER_DEFINED);
    set(keys, 'ellipsoid', epsgOfEllipsoid(ellipsoid) ?? USER_DEFINED);
    set(keys, 'primeMeridianLon', 0);
  }
  set(keys, 'angularUnits', 9102);
  set(keys, 'semiMajor', ellipsoid.semiMajor);
  if (isSphere(ellipsoid)) set(keys, 'semiMinor', ellipsoid.semiMinor);
  else set(keys, 'inverseFlattening', inverseFlatteningOf(ellipsoid));
}

function setProjected(keys: MutableKeys, crs: Crs, definition: ProjDefinition, code: number | null): void {
  setUnit(keys, definition.unit);
  if (code !== null) {
    set(keys, 'projectedType', code);
    set(keys, 'geogCitation', datumByName(crs.datum)?.gcsName ?? crs.datum);
    set(keys, 'angularUnits', 9102);
    return;
  }
  setGeographic(keys, crs, null);
  set(keys, 'projectedType', USER_DEFINED);
  if (definition.method === 'longlat') return;
  const projection = keysFromProjection(definition.method, definition.params, definition.unit);
  if (projection === null) {
    set(keys, 'modelType', USER_DEFINED);
    set(keys, 'projectedCitation', ESRI_PE + esriWkt(crs, definition));
    return;
  }
  set(keys, 'projection', USER_DEFINED);
  for (const [key, v] of projection) keys.set(key, v);
}

function setUnit(keys: MutableKeys, unit: number): void {
  const listed = Object.entries(LENGTH_UNITS).find(([, metres]) => metres === unit);
  set(keys, 'projLinearUnits', listed === undefined ? USER_DEFINED : Number(listed[0]));
  if (listed === undefined) set(keys, 'projLinearUnitSize', unit);
}

/** Returns the name of the vertical CRS, null when the datum is unknown and no key is written. */
function setVertical(keys: MutableKeys, crs: Crs): string | null {
  if (crs.vertical.kind === 'unknown') return null;
  const { code, name } = verticalCrsOf(crs.vertical);
  const gcs3d = crs.vertical.kind === 'ellipsoid' ? (datumByName(crs.datum)?.gcs3d ?? 0) : 0;
  const written = crs.kind === 'geographic' && gcs3d !== 0 ? gcs3d : code;
  set(keys, 'vertical', written === 0 ? USER_DEFINED : written);
  if (written === gcs3d && written !== 0) return null;
  set(keys, 'verticalCitation', name);
  if (written === 0) set(keys, 'verticalDatum', USER_DEFINED);
  set(keys, 'verticalUnits', 9001);
  return name;
}

function set(keys: MutableKeys, name: GeoKeyName, value: number | string): void {
  keys.set(GEO_KEY[name], value);
}

/** GeoKey text is 7-bit ASCII. */
function ascii(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\x20-\x7e]/g, '?');
}
