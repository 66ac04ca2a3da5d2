import type { Ellipsoid } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { type ProjDefinition, projectedDefinition } from './proj-definition.js';
import type { MethodName, ParamName } from './projection-methods.js';

/** A projection by the names that WKT and PROJJSON use; angles in degrees, lengths in metres. */
export interface NamedProjection {
  readonly method: string;
  readonly params: readonly { readonly name: string; readonly value: number }[];
}

const squash = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Names of OGC WKT 1, ESRI WKT and EPSG / WKT 2, without case and punctuation. */
const METHOD_NAMES: Readonly<Record<string, MethodName>> = {
  transversemercator: 'tmerc',
  gausskruger: 'tmerc',
  mercator: 'merc',
  mercator1sp: 'merc',
  mercator2sp: 'merc',
  mercatorvarianta: 'merc',
  mercatorvariantb: 'merc',
  mercatorauxiliarysphere: 'webmerc',
  popularvisualisationpseudomercator: 'webmerc',
  lambertconformalconic: 'lcc',
  lambertconformalconic1sp: 'lcc',
  lambertconformalconic2sp: 'lcc',
  lambertconicconformal1sp: 'lcc',
  lambertconicconformal2sp: 'lcc',
  lambertazimuthalequalarea: 'laea',
  lambertazimuthalequalareaspherical: 'laea',
  albers: 'aea',
  albersequalarea: 'aea',
  albersconicequalarea: 'aea',
  azimuthalequidistant: 'aeqd',
  modifiedazimuthalequidistant: 'aeqd',
  equidistantconic: 'eqdc',
  polarstereographic: 'stere',
  polarstereographicvarianta: 'stere',
  polarstereographicvariantb: 'stere',
  stereographicnorthpole: 'stere',
  stereographicsouthpole: 'stere',
  stereographic: 'stere',
  obliquestereographic: 'sterea',
  doublestereographic: 'sterea',
  equirectangular: 'eqc',
  equidistantcylindrical: 'eqc',
  equidistantcylindricalspherical: 'eqc',
  platecarree: 'eqc',
  simplecylindrical: 'eqc',
  cylindricalequalarea: 'cea',
  behrmann: 'cea',
  lambertcylindricalequalarea: 'cea',
  lambertcylindricalequalareaspherical: 'cea',
  sinusoidal: 'sinu',
  orthographic: 'ortho',
  // ESRI's name; its azimuth must be zero.
  local: 'ortho',
  gnomonic: 'gnom',
  mollweide: 'moll',
};

const PARAM_NAMES: Readonly<Record<string, ParamName>> = {
  latitudeoforigin: 'lat_0',
  latitudeofnaturalorigin: 'lat_0',
  latitudeoffalseorigin: 'lat_0',
  latitudeofcenter: 'lat_0',
  latitudeofprojectioncentre: 'lat_0',
  centralparallel: 'lat_0',
  centralmeridian: 'lon_0',
  longitudeofcenter: 'lon_0',
  longitudeoforigin: 'lon_0',
  longitudeofnaturalorigin: 'lon_0',
  longitudeoffalseorigin: 'lon_0',
  longitudeofprojectioncentre: 'lon_0',
  straightverticallongitudefrompole: 'lon_0',
  standardparallel1: 'lat_1',
  latitudeof1ststandardparallel: 'lat_1',
  latitudeofstandardparallel: 'lat_1',
  pseudostandardparallel1: 'lat_1',
  standardparallel2: 'lat_2',
  latitudeof2ndstandardparallel: 'lat_2',
  scalefactor: 'k_0',
  scalefactoratnaturalorigin: 'k_0',
  scalefactoratprojectioncentre: 'k_0',
  falseeasting: 'x_0',
  eastingatfalseorigin: 'x_0',
  eastingatprojectioncentre: 'x_0',
  falsenorthing: 'y_0',
  northingatfalseorigin: 'y_0',
  northingatprojectioncentre: 'y_0',
};

/** Kind of value, so that a reader knows which unit to apply. */
export function paramKind(name: string): 'angle' | 'length' | 'scale' {
  const param = PARAM_NAMES[squash(name)];
  if (param === 'x_0' || param === 'y_0') return 'length';
  return param === 'k_0' ? 'scale' : 'angle';
}

/** Throws `unsupported` for a method or a parameter (other than zero) that is not known. */
export function definitionFromNames(p: NamedProjection, ellipsoid: Ellipsoid, unit: number): ProjDefinition {
  const name = squash(p.method);
  const method = Object.hasOwn(METHOD_NAMES, name) ? METHOD_NAMES[name] : undefined;
  if (method === undefined) throw unsupported(`the projection "${p.method}"`);
  const params: Partial<Record<ParamName, number>> = {};
  for (const { name: given, value } of p.params) {
    const param = PARAM_NAMES[squash(given)];
    if (param !== undefined) params[param] = value;
    else if (value !== 0) throw unsupported(`the parameter "${given}" of "${p.method}"`);
  }
  return projectedDefinition(method, renamed(name, method, params), ellipsoid, unit);
}

type Mutable = Partial<Record<ParamName, number>>;

/** Puts parameters whose meaning depends on the method where PROJ has them. */
function renamed(name: string, method: MethodName, given: Mutable): Mutable {
  const { lat_1: parallel, ...p } = given;
  if (method === 'eqc' || method === 'cea' || method === 'merc') {
    return { ...p, lat_ts: parallel ?? (name === 'behrmann' ? 30 : 0) };
  }
  if (method === 'stere' && name.includes('pole')) {
    const pole = name.endsWith('southpole') ? -90 : 90;
    return { ...p, lat_ts: parallel ?? pole, lat_0: pole };
  }
  if (method === 'stere' && name.startsWith('polar')) {
    // WKT 1 and variant A give the true-scale latitude as the origin; at the pole itself there is a scale factor.
    const trueScale = parallel ?? p.lat_0 ?? 90;
    return { ...p, lat_ts: trueScale, lat_0: trueScale < 0 ? -90 : 90 };
  }
  return given;
}

function unsupported(what: string): CuestaError {
  return new CuestaError('unsupported', `The CRS uses ${what}, which Cuesta does not implement.`, {
    hint: 'Reproject the data to another CRS with gdalwarp first.',
  });
}
