import type { Ellipsoid } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import type { CrsParts } from './crs-parts.js';
import { datumByName } from './datums.js';
import { ellipsoidByProjName, ellipsoidFromRadii, semiMinorOf, WGS84_ELLIPSOID } from './ellipsoids.js';
import {
  geographicDefinition,
  PROJ_UNITS,
  type ProjDefinition,
  projectedDefinition,
} from './proj-definition.js';
import { isMethod, type ParamName } from './projection-methods.js';
import { UNKNOWN_DATUM, verticalFromGeoidGrid } from './vertical-datum.js';

type Terms = ReadonlyMap<string, string>;

const PARAM_NAMES: Readonly<Record<string, ParamName>> = {
  lat_0: 'lat_0',
  lon_0: 'lon_0',
  lat_1: 'lat_1',
  lat_2: 'lat_2',
  lat_ts: 'lat_ts',
  k: 'k_0',
  k_0: 'k_0',
  x_0: 'x_0',
  y_0: 'y_0',
};

const SHAPE = [
  'datum',
  'ellps',
  'R',
  'a',
  'b',
  'rf',
  'f',
  'es',
  'towgs84',
  'nadgrids',
  'geoidgrids',
  'vunits',
];
const HARMLESS = [
  'no_defs',
  'type',
  'wktext',
  'over',
  'lon_wrap',
  'geoid_crs',
  'approx',
  'title',
  'geoc',
  'no_off',
];
const OTHER = ['proj', 'units', 'to_meter', 'zone', 'south', 'pm', 'axis'];
const UNDERSTOOD = new Set([...Object.keys(PARAM_NAMES), ...SHAPE, ...HARMLESS, ...OTHER]);

/**
 * Reads a PROJ string. What would change coordinates and is not implemented (prime meridians, other axis orders, grid
 * shifts, unknown keys) is refused with `unsupported`. `+towgs84` of a body other than the Earth is meaningless and
 * without effect; a real shift on Earth makes the datum one that agrees with nothing else.
 */
export function partsFromProjString(text: string): CrsParts {
  const terms = splitTerms(text);
  refuseUnsupported(terms, text);
  const shape = shapeOf(terms, text);
  const definition = definitionOf(terms, shape.ellipsoid, text);
  const datum = shape.datum;
  return {
    name: null,
    definition,
    datum,
    authority: null,
    vertical: terms.has('geoidgrids') ? verticalFromGeoidGrid(terms.get('geoidgrids')!) : UNKNOWN_DATUM,
  };
}

function splitTerms(text: string): Terms {
  const terms = new Map<string, string>();
  for (const term of text.trim().split(/\s+/)) {
    const [, key, value] = /^\+?([^=]+)(?:=(.*))?$/.exec(term) ?? [];
    if (key !== undefined) terms.set(key, value ?? '');
  }
  return terms;
}

function refuseUnsupported(terms: Terms, text: string): void {
  const refuse = (what: string): never => {
    throw new CuestaError(
      'unsupported',
      `The PROJ string "${text}" uses ${what}, which Cuesta does not read.`,
      {
        hint: 'Give the CRS without it, or as a code.',
      },
    );
  };
  for (const key of terms.keys()) if (!UNDERSTOOD.has(key)) refuse(`+${key}`);
  const pm = terms.get('pm') ?? '0';
  if (pm.toLowerCase() !== 'greenwich' && Number(pm) !== 0) refuse(`the prime meridian +pm=${pm}`);
  const axis = terms.get('axis') ?? 'enu';
  if (axis !== 'enu') refuse(`the axis order +axis=${axis}`);
  const grids = terms.get('nadgrids') ?? '@null';
  if (grids !== '@null') refuse(`the datum grid +nadgrids=${grids}`);
  const vunits = terms.get('vunits') ?? 'm';
  if (vunits !== 'm') refuse(`heights in +vunits=${vunits}`);
}

function shapeOf(terms: Terms, text: string): { ellipsoid: Ellipsoid; datum: string } {
  const named = terms.get('datum');
  if (named !== undefined) {
    const datum = datumByName(named);
    const ellipsoid = datum === null ? null : ellipsoidByProjName(datum.ellipsoid);
    if (datum !== null && ellipsoid !== null) return { ellipsoid, datum: datum.name };
    throw invalid(text, `names the unknown datum "${named}"`, 'unsupported');
  }
  const ellipsoid = ellipsoidOf(terms, text);
  const shifted = (terms.get('towgs84') ?? '0').split(',').some((v) => Number(v) !== 0);
  const shift = shifted ? `, towgs84=${terms.get('towgs84')}` : '';
  // The datum of Web Mercator is WGS 84, whatever sphere it projects on.
  if (isWebMercator(terms)) return { ellipsoid: WGS84_ELLIPSOID, datum: 'World Geodetic System 1984' };
  const base = ellipsoid.name === 'unknown' ? 'Unknown' : `Unknown based on ${ellipsoid.name} ellipsoid`;
  return { ellipsoid, datum: `${base}${shift}` };
}

function ellipsoidOf(terms: Terms, text: string): Ellipsoid {
  const value = (key: string) => (terms.has(key) ? numberOf(terms.get(key)!, key, text) : undefined);
  const name = terms.get('ellps');
  const base = name === undefined ? null : ellipsoidByProjName(name);
  if (name !== undefined && base === null)
    throw invalid(text, `names the unknown ellipsoid "${name}"`, 'unsupported');
  const a = value('R') ?? value('a') ?? base?.semiMajor;
  if (a === undefined) return WGS84_ELLIPSOID;
  const b = value('R') ?? value('b');
  const rf = value('rf');
  const f = value('f');
  const es = value('es');
  let semiMinor = base !== null && !terms.has('a') ? base.semiMinor : a;
  if (b !== undefined) semiMinor = b;
  else if (rf !== undefined) semiMinor = semiMinorOf(a, rf);
  else if (f !== undefined) semiMinor = a * (1 - f);
  else if (es !== undefined) semiMinor = a * Math.sqrt(1 - es);
  if (!(a > 0 && semiMinor > 0)) throw invalid(text, 'has no usable radius', 'geometry');
  return ellipsoidFromRadii(a, semiMinor);
}

function definitionOf(terms: Terms, ellipsoid: Ellipsoid, text: string): ProjDefinition {
  const proj = terms.get('proj') ?? '';
  if (['longlat', 'latlong', 'lonlat', 'latlon'].includes(proj)) {
    return geographicDefinition(ellipsoid, terms.has('geoc'));
  }
  const params: Partial<Record<ParamName, number>> = {};
  for (const [key, name] of Object.entries(PARAM_NAMES)) {
    if (terms.has(key)) params[name] = numberOf(terms.get(key)!, key, text);
  }
  const unit = unitOf(terms, text);
  if (proj === 'utm') {
    const zone = numberOf(terms.get('zone') ?? '', 'zone', text);
    if (!(zone >= 1 && zone <= 60)) throw invalid(text, `has the UTM zone ${zone}`, 'geometry');
    return projectedDefinition('tmerc', utmParams(zone, terms.has('south')), ellipsoid, unit);
  }
  if (isWebMercator(terms)) return projectedDefinition('webmerc', params, ellipsoid, unit);
  const method = proj === 'etmerc' ? 'tmerc' : proj;
  if (!isMethod(method)) {
    throw invalid(text, proj === '' ? 'has no +proj' : `uses the projection "${proj}"`, 'unsupported');
  }
  return projectedDefinition(method, params, ellipsoid, unit);
}

/** Parameters of a UTM zone (1..60). */
export function utmParams(zone: number, south: boolean): Readonly<Partial<Record<ParamName, number>>> {
  return { lat_0: 0, lon_0: 6 * zone - 183, k_0: 0.9996, x_0: 500000, y_0: south ? 10000000 : 0 };
}

/** The usual spelling: Mercator on the sphere of WGS 84's equatorial radius, datum shift switched off. */
function isWebMercator(terms: Terms): boolean {
  const round = terms.get('a') !== undefined && Number(terms.get('a')) === Number(terms.get('b'));
  const sphere = (round ? Number(terms.get('a')) : Number(terms.get('R'))) === WGS84_ELLIPSOID.semiMajor;
  return terms.get('proj') === 'webmerc' || (terms.get('proj') === 'merc' && terms.has('nadgrids') && sphere);
}

function unitOf(terms: Terms, text: string): number {
  const factor = terms.get('to_meter');
  if (factor !== undefined) return numberOf(factor, 'to_meter', text);
  const name = terms.get('units') ?? 'm';
  const unit = PROJ_UNITS[name];
  if (unit === undefined) throw invalid(text, `has the unknown unit "${name}"`, 'unsupported');
  return unit;
}

function numberOf(value: string, key: string, text: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw invalid(text, `has no number in +${key}=${value}`, 'geometry');
  return number;
}

function invalid(text: string, what: string, code: 'geometry' | 'unsupported'): CuestaError {
  return new CuestaError(code, `The PROJ string "${text}" ${what}.`, {
    hint: 'Check the string; `projinfo` prints the one of a CRS code.',
  });
}
