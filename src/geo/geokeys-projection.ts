import { GEO_KEY, type GeoKeyName } from './geokeys.js';
import type { MethodName, ParamName, Params } from './projection-methods.js';

/** How a projection method stands in GeoKeys. */
interface GeoKeyMethod {
  /** Value of `ProjCoordTransGeoKey`. */
  readonly code: number;
  readonly method: MethodName;
  /**
   * Keys that hold each parameter. The first one is written (as GDAL writes it), all are tried in reading, as libgeotiff
   * does for files of other programs.
   */
  readonly keys: Readonly<Partial<Record<ParamName, readonly GeoKeyName[]>>>;
}

const NATURAL_LAT = ['natOriginLat', 'falseOriginLat', 'centerLat'] as const;
const NATURAL_LON = ['natOriginLon', 'falseOriginLon', 'centerLon'] as const;
const CENTRE_LAT = ['centerLat', 'natOriginLat', 'falseOriginLat'] as const;
const CENTRE_LON = ['centerLon', 'natOriginLon', 'falseOriginLon'] as const;
const ORIGIN = {
  x_0: ['falseEasting', 'falseOriginEasting'],
  y_0: ['falseNorthing', 'falseOriginNorthing'],
} as const;
const SCALE = ['scaleAtNatOrigin', 'scaleAtCenter'] as const;
const NATURAL = { lat_0: NATURAL_LAT, lon_0: NATURAL_LON, ...ORIGIN } as const;
const CENTRE = { lat_0: CENTRE_LAT, lon_0: CENTRE_LON, ...ORIGIN } as const;
const PARALLELS = { lat_1: ['stdParallel1'], lat_2: ['stdParallel2'] } as const;

const METHODS: readonly GeoKeyMethod[] = [
  { code: 1, method: 'tmerc', keys: { ...NATURAL, k_0: SCALE } },
  { code: 7, method: 'merc', keys: { lat_ts: ['stdParallel1'], ...NATURAL, k_0: SCALE } },
  {
    code: 8,
    method: 'lcc',
    keys: {
      ...PARALLELS,
      lat_0: ['falseOriginLat', 'natOriginLat', 'centerLat'],
      lon_0: ['falseOriginLon', 'natOriginLon', 'centerLon'],
      x_0: ['falseOriginEasting', 'falseEasting'],
      y_0: ['falseOriginNorthing', 'falseNorthing'],
    },
  },
  { code: 9, method: 'lcc', keys: { ...NATURAL, k_0: SCALE } },
  { code: 10, method: 'laea', keys: CENTRE },
  { code: 11, method: 'aea', keys: { ...PARALLELS, ...NATURAL } },
  { code: 12, method: 'aeqd', keys: CENTRE },
  { code: 13, method: 'eqdc', keys: { ...PARALLELS, ...NATURAL } },
  { code: 14, method: 'stere', keys: { ...CENTRE, k_0: SCALE } },
  // The latitude of true scale stands in the key of the origin; at +-90 the scale factor counts.
  {
    code: 15,
    method: 'stere',
    keys: { lat_ts: NATURAL_LAT, lon_0: ['straightVertPoleLon', ...NATURAL_LON], k_0: SCALE, ...ORIGIN },
  },
  { code: 16, method: 'sterea', keys: { ...NATURAL, k_0: SCALE } },
  { code: 17, method: 'eqc', keys: { lat_ts: ['stdParallel1'], ...CENTRE } },
  { code: 19, method: 'gnom', keys: CENTRE },
  { code: 21, method: 'ortho', keys: CENTRE },
  { code: 24, method: 'sinu', keys: { lon_0: CENTRE_LON, ...ORIGIN } },
  { code: 28, method: 'cea', keys: { lat_ts: ['stdParallel1'], lon_0: NATURAL_LON, ...ORIGIN } },
];

const isLength = (name: ParamName): boolean => name === 'x_0' || name === 'y_0';

export interface ReadProjection {
  readonly method: MethodName;
  readonly params: Params;
}

/** Null for a code without an implementation. `value` gives a key's number; `angle` and `length` are degrees and metres per unit. */
export function projectionFromKeys(
  code: number,
  value: (name: GeoKeyName) => number | null,
  angle: number,
  length: number,
): ReadProjection | null {
  const entry = METHODS.find((m) => m.code === code);
  if (entry === undefined) return null;
  const params: Partial<Record<ParamName, number>> = {};
  for (const [name, keys] of Object.entries(entry.keys) as [ParamName, readonly GeoKeyName[]][]) {
    const found = keys.map(value).find((v) => v !== null);
    if (found === undefined || found === null) continue;
    params[name] = name === 'k_0' ? found : found * (isLength(name) ? length : angle);
  }
  return { method: entry.method, params: polar(entry, params) };
}

/** Polar stereographic: the pole follows from the sign of the latitude of true scale. */
function polar(entry: GeoKeyMethod, params: Params): Params {
  if (entry.code !== 15) return params;
  const trueScale = params.lat_ts ?? 90;
  const atPole = Math.abs(trueScale) === 90;
  const { k_0, ...rest } = params;
  return {
    ...rest,
    lat_ts: trueScale,
    lat_0: trueScale < 0 ? -90 : 90,
    ...(atPole && k_0 !== undefined ? { k_0 } : {}),
  };
}

/** Numbers by key id, code included, or null when GeoTIFF has no code for the projection. Angles in degrees. */
export function keysFromProjection(
  method: MethodName,
  params: Params,
  length: number,
): ReadonlyMap<number, number> | null {
  const entry = METHODS.find((m) => m.code === codeFor(method, params));
  if (entry === undefined) return null;
  const given: Params =
    entry.code === 15 ? { ...params, lat_ts: params.lat_ts ?? params.lat_0!, k_0: params.k_0 ?? 1 } : params;
  const keys = new Map<number, number>([[GEO_KEY.coordTrans, entry.code]]);
  for (const [name, names] of Object.entries(entry.keys) as [ParamName, readonly GeoKeyName[]][]) {
    const v = given[name];
    if (v !== undefined) keys.set(GEO_KEY[names[0]], isLength(name) ? v / length : v);
  }
  // GDAL takes a Mercator with this key and a parallel for the one with two parameters.
  if (method === 'merc') keys.set(GEO_KEY.natOriginLat, 0);
  return keys;
}

function codeFor(method: MethodName, p: Params): number | undefined {
  if (method === 'stere') return Math.abs(p.lat_0!) === 90 ? 15 : 14;
  if (method === 'lcc') {
    if (p.k_0 === 1) return 8;
    return p.lat_1 === p.lat_2 && p.lat_0 === p.lat_1 ? 9 : undefined;
  }
  return METHODS.find((m) => m.method === method)?.code;
}
