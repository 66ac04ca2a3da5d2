import type { Crs, Ellipsoid, VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { crsFromParts, withVertical } from './crs.js';
import type { CrsParts } from './crs-parts.js';
import { datumByCode, datumByGcs, type KnownDatum } from './datums.js';
import { ellipsoidByEpsg, ellipsoidByProjName, ellipsoidFromRadii, semiMinorOf } from './ellipsoids.js';
import { requireEpsg } from './epsg.js';
import {
  ANGLE_UNITS,
  ESRI_PE,
  GEO_KEY,
  type GeoKeyName,
  type GeoKeys,
  LENGTH_UNITS,
  MODEL_GEOGRAPHIC,
  MODEL_PROJECTED,
  USER_DEFINED,
} from './geokeys.js';
import { projectionFromKeys } from './geokeys-projection.js';
import { verified } from './parse-crs.js';
import { geographicDefinition, projectedDefinition } from './proj-definition.js';
import { utmParams } from './proj-string.js';
import {
  ELLIPSOID_DATUM,
  UNKNOWN_DATUM,
  verticalByCode,
  verticalByDatumCode,
  verticalByName,
} from './vertical-datum.js';
import { partsFromWkt } from './wkt.js';

/**
 * CRS from the GeoKeys of a GeoTIFF, understood as GDAL's libgeotiff does: EPSG codes, user-defined geographic and
 * projected CRSs of any body, and the ESRI WKT that GDAL puts into citations where keys do not suffice. Throws
 * `unsupported` (valid, but not implemented) or `geometry` (no CRS in the keys).
 */
export function crsFromGeoKeys(keys: GeoKeys): Crs {
  const parts = horizontalParts(keys);
  const crs = crsFromParts(parts);
  const vertical = verticalFromKeys(keys);
  return vertical === null ? crs : withVertical(crs, vertical);
}

function horizontalParts(keys: GeoKeys): CrsParts {
  const code = number(keys, 'projectedType');
  const esri = esriString(keys);
  if (esri !== null && (code === null || code === USER_DEFINED)) return verified(partsFromWkt(esri));
  const model = number(keys, 'modelType');
  if (model === MODEL_PROJECTED || (code !== null && code !== USER_DEFINED)) return projected(keys, code);
  if (model === MODEL_GEOGRAPHIC || number(keys, 'geographicType') !== null) return geographic(keys);
  if (model === 3) throw unsupported('Cartesian coordinates (GTModelType 3)');
  throw new CuestaError('geometry', 'The GeoKeys describe no coordinate reference system.', {
    hint: 'State the CRS of the file, or write it into the file with gdal_edit.py -a_srs.',
  });
}

function projected(keys: GeoKeys, code: number | null): CrsParts {
  const unit = unitFrom(keys, 'projLinearUnits', 'projLinearUnitSize', LENGTH_UNITS);
  if (code !== null && code !== 0 && code !== USER_DEFINED) {
    const parts = requireEpsg(code);
    if (unit !== null && Math.abs(unit / parts.definition.unit - 1) > 1e-9) {
      throw new CuestaError(
        'geometry',
        `The GeoKeys give EPSG:${code} with another length unit than it has.`,
        {
          hint: 'State the CRS of the file, or correct it with gdal_edit.py -a_srs.',
        },
      );
    }
    return parts;
  }
  const { ellipsoid, datum, name } = reference(keys);
  const projection = projectionOf(keys, unit ?? 1);
  return {
    name: text(keys, 'citation') ?? text(keys, 'projectedCitation') ?? null,
    definition: projectedDefinition(projection.method, projection.params, ellipsoid, unit ?? 1),
    datum,
    authority: null,
    vertical: UNKNOWN_DATUM,
    otherNames: [name],
  };
}

function projectionOf(keys: GeoKeys, unit: number) {
  // Proj_UTM_zone_1N.. and ..1S
  const zone = number(keys, 'projection') ?? 0;
  if (zone > 16000 && zone <= 16060)
    return { method: 'tmerc', params: utmParams(zone - 16000, false) } as const;
  if (zone > 16100 && zone <= 16160)
    return { method: 'tmerc', params: utmParams(zone - 16100, true) } as const;
  const code = number(keys, 'coordTrans');
  if (code === null) throw unsupported(`the projection code ${zone} without its parameters`);
  const angle = unitFrom(keys, 'angularUnits', 'angularUnitSize', ANGLE_UNITS) ?? 1;
  const found = projectionFromKeys(code, (name) => number(keys, name), angle, unit);
  if (found === null) throw unsupported(`the coordinate transformation ${code} (ProjCoordTransGeoKey)`);
  return found;
}

function geographic(keys: GeoKeys): CrsParts {
  const code = number(keys, 'geographicType');
  if (code !== null && code !== USER_DEFINED && datumByGcs(code) !== null) return requireEpsg(code);
  const angle = unitFrom(keys, 'angularUnits', 'angularUnitSize', ANGLE_UNITS) ?? 1;
  if (angle !== 1) throw unsupported('geographic coordinates in another unit than degrees');
  const { ellipsoid, datum, name } = reference(keys);
  return {
    name,
    definition: geographicDefinition(ellipsoid),
    datum,
    authority: null,
    vertical: UNKNOWN_DATUM,
  };
}

interface Reference {
  readonly ellipsoid: Ellipsoid;
  readonly datum: string;
  readonly name: string;
}

/** From the code of the geographic CRS or datum, else from radii and the names in the citation. */
function reference(keys: GeoKeys): Reference {
  const meridian = number(keys, 'primeMeridianLon') ?? 0;
  if (meridian !== 0 || ![null, 8901, USER_DEFINED].includes(number(keys, 'primeMeridian'))) {
    throw unsupported('another prime meridian than Greenwich or the reference meridian');
  }
  const gcs = number(keys, 'geographicType');
  const known = datumByGcs(gcs ?? 0) ?? datumByCode(number(keys, 'geodeticDatum') ?? 0);
  if (known !== null) return knownReference(known);
  const names = citationNames(text(keys, 'geogCitation'));
  const ellipsoid = ellipsoidOf(keys, names.get('ellipsoid'));
  if (ellipsoid === null) throw unsupported(`the geographic CRS EPSG:${gcs ?? 'none'} without radii`);
  const name = names.get('gcs name') ?? names.get('') ?? text(keys, 'citation') ?? 'unknown';
  const unnamed = gcs === null || gcs === USER_DEFINED ? 'unknown' : `datum of EPSG:${gcs}`;
  return { ellipsoid, datum: (names.get('datum') ?? unnamed).replaceAll('_', ' '), name };
}

function knownReference(datum: KnownDatum): Reference {
  return { ellipsoid: ellipsoidByProjName(datum.ellipsoid)!, datum: datum.name, name: datum.gcsName };
}

function ellipsoidOf(keys: GeoKeys, name: string | undefined): Ellipsoid | null {
  const semiMajor = number(keys, 'semiMajor');
  const listed = ellipsoidByEpsg(number(keys, 'ellipsoid') ?? 0);
  if (listed !== null) return listed;
  if (semiMajor === null) return null;
  const units = number(keys, 'linearUnits') ?? 9001;
  if (units !== 9001) throw unsupported('radii in another unit than metres');
  const flattening = number(keys, 'inverseFlattening');
  const semiMinor =
    number(keys, 'semiMinor') ?? (flattening === null ? semiMajor : semiMinorOf(semiMajor, flattening));
  if (!(semiMajor > 0 && semiMinor > 0)) {
    throw new CuestaError('geometry', `The GeoKeys have the radii ${semiMajor} and ${semiMinor}.`, {
      hint: 'State the CRS of the file, or correct it with gdal_edit.py -a_srs.',
    });
  }
  return ellipsoidFromRadii(semiMajor, semiMinor, name);
}

/** `GCS Name = Mars|Datum = D_Mars|Ellipsoid = ...` by lower-case label; a plain citation under the empty label. */
function citationNames(citation: string | null): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const part of (citation ?? '').split('|')) {
    const [, label, value] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    if (label !== undefined && value) names.set(label.toLowerCase(), value);
    else if (part.trim() !== '' && citation!.indexOf('=') < 0) names.set('', part.trim());
  }
  return names;
}

function esriString(keys: GeoKeys): string | null {
  for (const name of ['projectedCitation', 'citation', 'geogCitation'] as const) {
    const value = text(keys, name);
    if (value?.startsWith(ESRI_PE)) return value.slice(ESRI_PE.length);
  }
  return null;
}

/** Null when no key speaks of heights. */
function verticalFromKeys(keys: GeoKeys): VerticalDatum | null {
  const units = number(keys, 'verticalUnits') ?? 9001;
  if (units !== 9001 && units !== USER_DEFINED)
    throw unsupported('heights in another unit than metres (VerticalUnits)');
  const code = number(keys, 'vertical');
  if (code !== null && code !== 0 && code !== USER_DEFINED) {
    // GDAL writes the code of the three-dimensional geographic CRS for ellipsoidal heights.
    if (datumByGcs(code) !== null) return ELLIPSOID_DATUM;
    return verticalByCode(code) ?? { kind: 'geoid', name: `EPSG:${code}` };
  }
  const datum = verticalByDatumCode(number(keys, 'verticalDatum') ?? 0);
  if (datum !== null) return datum;
  const citation = text(keys, 'verticalCitation');
  if (citation === null) return null;
  const names = citationNames(citation);
  const name = names.get('vcs name') ?? names.get('vertical datum') ?? citation;
  return verticalByName(name) ?? { kind: 'geoid', name };
}

/** Null when the key is absent. */
function unitFrom(
  keys: GeoKeys,
  name: GeoKeyName,
  sizeName: GeoKeyName,
  table: Readonly<Record<number, number>>,
): number | null {
  const code = number(keys, name);
  if (code === null || code === 0) return null;
  const size = number(keys, sizeName);
  // The size of a user-defined angle is in radians.
  const own =
    code === USER_DEFINED && size !== null ? size * (name === 'angularUnits' ? 180 / Math.PI : 1) : undefined;
  const factor = own ?? table[code];
  if (factor === undefined || !(factor > 0)) throw unsupported(`the unit ${code} (${name})`);
  return factor;
}

function number(keys: GeoKeys, name: GeoKeyName): number | null {
  const v = keys.get(GEO_KEY[name]);
  const n = typeof v === 'object' ? v[0] : v;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

function text(keys: GeoKeys, name: GeoKeyName): string | null {
  const v = keys.get(GEO_KEY[name]);
  return typeof v === 'string' && v.trim() !== '' ? v.trim() : null;
}

function unsupported(what: string): CuestaError {
  return new CuestaError('unsupported', `The GeoKeys use ${what}, which Cuesta does not read.`, {
    hint: 'Reproject the file with gdalwarp, or state its CRS.',
  });
}
