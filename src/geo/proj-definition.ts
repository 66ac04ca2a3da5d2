import type { Ellipsoid } from '../core/crs.js';
import {
  canonicalParams,
  METHODS,
  type MethodName,
  type ParamName,
  type Params,
} from './projection-methods.js';

/** What a canonical PROJ string says, as numbers. */
export interface ProjDefinition {
  readonly method: MethodName | 'longlat';
  /** Complete, see {@link canonicalParams}; empty for `longlat`. */
  readonly params: Params;
  /** Of the geodetic reference; Web Mercator projects on the sphere of its equatorial radius all the same. */
  readonly ellipsoid: Ellipsoid;
  /** Metres per unit of projected coordinates; 1 for `longlat`, whose unit is the degree. */
  readonly unit: number;
  /** Latitudes are planetocentric on an ellipsoid (`longlat` only). */
  readonly geocentric: boolean;
}

/** Length units by their PROJ names, metres. */
export const PROJ_UNITS: Readonly<Record<string, number>> = {
  m: 1,
  km: 1000,
  ft: 0.3048,
  'us-ft': 1200 / 3937,
};

export function geographicDefinition(ellipsoid: Ellipsoid, geocentric = false): ProjDefinition {
  const round = ellipsoid.semiMajor === ellipsoid.semiMinor;
  return { method: 'longlat', params: {}, ellipsoid, unit: 1, geocentric: geocentric && !round };
}

export function projectedDefinition(
  method: MethodName,
  params: Params,
  ellipsoid: Ellipsoid,
  unit = 1,
): ProjDefinition {
  return { method, params: canonicalParams(method, params), ellipsoid, unit, geocentric: false };
}

/**
 * The canonical string: every parameter explicit, in a fixed order, radii as numbers. Only the datum WGS 84 is named,
 * so that other programs recognise it. Web Mercator is written in the form every PROJ version and proj4 know.
 */
export function formatProj(d: ProjDefinition, datum: string): string {
  const shape = shapeTerms(d.ellipsoid, datum);
  if (d.method === 'longlat') {
    return join(['proj=longlat', ...(d.geocentric ? ['geoc'] : []), ...shape]);
  }
  const unit = Object.entries(PROJ_UNITS).find(([, metres]) => metres === d.unit);
  const unitTerm = unit === undefined ? `to_meter=${number(d.unit)}` : `units=${unit[0]}`;
  const param = (name: ParamName) => `${name}=${number(d.params[name]!)}`;
  if (d.method === 'webmerc') {
    const a = number(d.ellipsoid.semiMajor);
    const origin = ['lat_ts=0', param('lon_0'), 'k_0=1', param('x_0'), param('y_0')];
    return join(['proj=merc', ...origin, `a=${a}`, `b=${a}`, unitTerm, 'nadgrids=@null', 'wktext']);
  }
  const names = [...METHODS[d.method].params, 'x_0', 'y_0'] as const;
  const params = names.filter((name) => d.params[name] !== undefined).map(param);
  // proj4 and PROJ need the spherical algorithm to be asked for.
  const approx = d.method === 'tmerc' && d.ellipsoid.semiMajor === d.ellipsoid.semiMinor ? ['approx'] : [];
  return join([`proj=${d.method}`, ...approx, ...params, ...shape, unitTerm]);
}

function shapeTerms(e: Ellipsoid, datum: string): string[] {
  if (datum === 'World Geodetic System 1984') return ['datum=WGS84'];
  if (e.semiMajor === e.semiMinor) return [`R=${number(e.semiMajor)}`];
  return [`a=${number(e.semiMajor)}`, `b=${number(e.semiMinor)}`];
}

function join(terms: readonly string[]): string {
  return [...terms, 'no_defs', 'type=crs'].map((t) => `+${t}`).join(' ');
}

/** Shortest decimal that reads back as the same number, never with a `+` (proj4 splits its strings there). */
function number(value: number): string {
  return String(value === 0 ? 0 : value).replace('e+', 'e');
}

/**
 * Whether two definitions give the same coordinates: angles to 1e-9 degrees, lengths to 1e-6 m, radii to 1e-9 (WGS 84
 * and GRS 1980, a tenth of a millimetre apart, count as one).
 */
export function sameDefinition(a: ProjDefinition, b: ProjDefinition): boolean {
  if (a.method !== b.method || a.geocentric !== b.geocentric) return false;
  const close = (x: number, y: number, tolerance: number) => Math.abs(x - y) <= tolerance;
  const names = new Set([...Object.keys(a.params), ...Object.keys(b.params)]) as Set<ParamName>;
  for (const name of names) {
    const [x, y] = [a.params[name], b.params[name]];
    if (x === undefined || y === undefined) return false;
    const turn = name === 'lon_0' ? Math.abs(((((x - y) % 360) + 540) % 360) - 180) : 0;
    if (name === 'lon_0' ? turn > 1e-9 : !close(x, y, name === 'x_0' || name === 'y_0' ? 1e-6 : 1e-9))
      return false;
  }
  return (
    close(a.unit, b.unit, 1e-12) &&
    close(a.ellipsoid.semiMajor, b.ellipsoid.semiMajor, 1e-9 * a.ellipsoid.semiMajor) &&
    close(a.ellipsoid.semiMinor, b.ellipsoid.semiMinor, 1e-9 * a.ellipsoid.semiMinor)
  );
}
