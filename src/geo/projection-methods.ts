import { CuestaError } from '../core/errors.js';

/** Parameters of map projections by their PROJ names. Angles in degrees, `x_0` and `y_0` in metres. */
export type ParamName = 'lat_0' | 'lon_0' | 'lat_1' | 'lat_2' | 'lat_ts' | 'k_0' | 'x_0' | 'y_0';
export type Params = Readonly<Partial<Record<ParamName, number>>>;

/**
 * Methods that Cuesta projects with; every one is tested against PROJ, with which they agree to a micrometre (`moll`,
 * `aeqd` and `eqdc` on ellipsoids to 2 mm). There and back they close to 0.02 mm, `laea` and `aeqd` to 0.6 mm at their
 * centre, `tmerc` to 4 cm on bodies as flat as Ceres (PROJ's series is as short). proj4's Robinson is off by decimetres and
 * left out.
 */
export type MethodName =
  | 'tmerc'
  | 'merc'
  | 'webmerc'
  | 'lcc'
  | 'laea'
  | 'aea'
  | 'aeqd'
  | 'eqdc'
  | 'stere'
  | 'sterea'
  | 'eqc'
  | 'cea'
  | 'sinu'
  | 'ortho'
  | 'gnom'
  | 'moll';

interface Method {
  /** Parameters in canonical order, without the false origin that every method has. */
  readonly params: readonly ParamName[];
  /** `sphere`: proj4 implements the spherical formulas only, which PROJ does not use on ellipsoids. */
  readonly on?: 'sphere';
  /** Points off the map have an inverse all the same (it wraps round); it is checked by projecting back. */
  readonly bounded?: true;
}

export const METHODS: Readonly<Record<MethodName, Method>> = {
  tmerc: { params: ['lat_0', 'lon_0', 'k_0'] },
  merc: { params: ['lat_ts', 'lon_0', 'k_0'] },
  webmerc: { params: ['lon_0'] },
  lcc: { params: ['lat_0', 'lon_0', 'lat_1', 'lat_2', 'k_0'] },
  laea: { params: ['lat_0', 'lon_0'], bounded: true },
  aea: { params: ['lat_0', 'lon_0', 'lat_1', 'lat_2'] },
  aeqd: { params: ['lat_0', 'lon_0'], bounded: true },
  eqdc: { params: ['lat_0', 'lon_0', 'lat_1', 'lat_2'] },
  stere: { params: ['lat_0', 'lat_ts', 'lon_0', 'k_0'] },
  sterea: { params: ['lat_0', 'lon_0', 'k_0'] },
  eqc: { params: ['lat_ts', 'lat_0', 'lon_0'] },
  cea: { params: ['lat_ts', 'lon_0'] },
  sinu: { params: ['lon_0'], bounded: true },
  ortho: { params: ['lat_0', 'lon_0'], on: 'sphere', bounded: true },
  gnom: { params: ['lat_0', 'lon_0'], on: 'sphere' },
  moll: { params: ['lon_0'], bounded: true },
};

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}

/**
 * Every parameter of the method written out, and equal projections written in one way:
 * - `stere` at a pole has either `lat_ts` (of the pole's sign) or `k_0`; a true scale at the pole itself is `k_0`;
 * - `merc` has either `lat_ts` or `k_0`; a true scale on the equator is `k_0`;
 * - `lcc` with one parallel has it twice.
 */
export function canonicalParams(method: MethodName, given: Params): Params {
  const filled = fillDefaults(method, given);
  const out: Partial<Record<ParamName, number>> = {};
  const names = [...METHODS[method].params, 'x_0', 'y_0'] as const;
  requireNoOther(method, given, names);
  for (const name of names) {
    const value = filled[name] ?? (name === 'k_0' ? 1 : 0);
    if (!Number.isFinite(value) || Math.abs(value) > 1e15) {
      throw new CuestaError('geometry', `The projection parameter ${name}=${value} is not usable.`, {
        hint: 'Check the CRS definition.',
      });
    }
    out[name] = value === 0 ? 0 : value;
  }
  if (method === 'merc' || method === 'stere') delete out[filled.lat_ts === undefined ? 'lat_ts' : 'k_0'];
  requireUsable(method, out);
  return out;
}

function fillDefaults(method: MethodName, p: Params): Params {
  if (method === 'lcc') {
    const lat1 = p.lat_1 ?? p.lat_0 ?? 0;
    return {
      ...p,
      lat_1: lat1,
      lat_2: p.lat_2 ?? lat1,
      lat_0: p.lat_0 ?? (p.lat_2 === undefined ? lat1 : 0),
    };
  }
  if (method === 'merc' && (p.lat_ts ?? 0) === 0) return without(p, 'lat_ts');
  if (method === 'stere') {
    const pole = p.lat_0 ?? 0;
    if (Math.abs(pole) !== 90 || p.lat_ts === undefined || Math.abs(p.lat_ts) === 90)
      return without(p, 'lat_ts');
    // PROJ takes the hemisphere from lat_0 alone.
    return { ...p, lat_ts: Math.sign(pole) * Math.abs(p.lat_ts) };
  }
  return p;
}

function without(p: Params, name: ParamName): Params {
  const { [name]: _, ...rest } = p;
  return rest;
}

/** PROJ ignores parameters that a method does not have; they show that something else was meant. */
function requireNoOther(method: MethodName, given: Params, names: readonly ParamName[]): void {
  for (const [name, value] of Object.entries(given) as [ParamName, number][]) {
    if (!names.includes(name) && value !== (name === 'k_0' ? 1 : 0)) {
      throw new CuestaError('unsupported', `The projection ${method} has no parameter ${name} (${value}).`, {
        hint: 'Check the CRS definition.',
      });
    }
  }
}

/** Combinations for which proj4 would quietly return NaN or nonsense. */
function requireUsable(method: MethodName, p: Params): void {
  const fail = (what: string): never => {
    throw new CuestaError('geometry', `The projection ${method} cannot have ${what}.`, {
      hint: 'Check the CRS definition.',
    });
  };
  for (const name of ['lat_0', 'lat_1', 'lat_2', 'lat_ts'] as const) {
    if (Math.abs(p[name] ?? 0) > 90) fail(`${name}=${p[name]}`);
  }
  if (p.k_0 !== undefined && !(p.k_0 > 0)) fail(`k_0=${p.k_0}`);
  const conic = method === 'lcc' || method === 'aea' || method === 'eqdc';
  if (conic && Math.abs(p.lat_1! + p.lat_2!) < 1e-9) fail('standard parallels symmetric to the equator');
  if ((method === 'merc' || method === 'cea' || method === 'eqc') && Math.abs(p.lat_ts ?? 0) === 90) {
    fail('its true scale at a pole');
  }
}
