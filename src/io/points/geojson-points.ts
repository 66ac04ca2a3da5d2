import { CuestaError } from '../../core/errors.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';
import { type PointColumns, PROPERTY_NAMES } from './columns.js';
import type { PointChunk } from './point-parser.js';

/** GeoJSON is parsed as a whole. */
const MAX_BYTES = 256 * 2 ** 20;

interface Feature {
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown } | null;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

/** Control points of a file, and how many have no height. */
export interface GeojsonPoints {
  readonly chunk: PointChunk;
  readonly withoutHeight: number;
}

/**
 * Reads the points of a GeoJSON FeatureCollection (RFC 7946): longitude, latitude and, as third coordinate, the height above the
 * ellipsoid; or a height by name among the properties, above what the user says. Other geometries are left out. Throws `format`.
 */
export async function readGeojson(source: ByteSource, signal?: AbortSignal): Promise<GeojsonPoints> {
  const features = featuresOf(await parse(source, signal), source.name);
  const points: [x: number, y: number, h: number, sigma: number][] = [];
  let withoutHeight = 0;
  let inCoordinates = false;
  for (const [i, { geometry, properties }] of features.entries()) {
    if (geometry?.type !== 'Point') continue;
    const [x, y, z] = Array.isArray(geometry.coordinates) ? (geometry.coordinates as unknown[]) : [];
    if (!isPosition(x, y)) throw damaged(source.name, `feature ${i + 1} has no longitude and latitude`);
    const h = typeof z === 'number' ? z : propertyOf(properties, 'h');
    if (h === null) withoutHeight++;
    else points.push([x as number, y as number, h, propertyOf(properties, 'sigma') ?? Number.NaN]);
    inCoordinates ||= typeof z === 'number';
  }
  if (points.length === 0 && withoutHeight === 0) throw damaged(source.name, 'it has no point features');
  const column = (k: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(points, (point) => point[k]);
  const sigma = column(3);
  const columns: PointColumns = {
    ...{ kind: 'lonlat', x: 0, y: 1, h: 2, sigma: sigma.some((s) => !Number.isNaN(s)) ? 3 : null },
    ...{ ellipsoidal: inCoordinates, radius: false },
  };
  return { chunk: { columns, x: column(0), y: column(1), h: column(2), sigma }, withoutHeight };
}

async function parse(source: ByteSource, signal?: AbortSignal): Promise<unknown> {
  const size = await source.size(signal);
  if (size === null || size > MAX_BYTES) throw damaged(source.name, 'it is larger than 256 MiB');
  try {
    return JSON.parse(new TextDecoder().decode(await readExactly(source, 0, size, signal)));
  } catch (cause) {
    if (cause instanceof CuestaError) throw cause;
    throw damaged(source.name, (cause as Error).message, cause);
  }
}

function featuresOf(root: unknown, name: string): readonly Feature[] {
  const { type, features } = (root ?? {}) as { type?: unknown; features?: unknown };
  if (type === 'FeatureCollection' && Array.isArray(features)) {
    return features.filter((f): f is Feature => typeof f === 'object' && f !== null);
  }
  throw damaged(name, 'it is no FeatureCollection');
}

function isPosition(lon: unknown, lat: unknown): boolean {
  if (typeof lon !== 'number' || typeof lat !== 'number') return false;
  return Math.abs(lat) <= 90 && lon >= -360 && lon <= 720;
}

function propertyOf(properties: Feature['properties'], part: 'h' | 'sigma'): number | null {
  const found = Object.entries(properties ?? {}).find(([key]) =>
    (PROPERTY_NAMES[part] as readonly string[]).includes(key.toLowerCase()),
  );
  return typeof found?.[1] === 'number' ? found[1] : null;
}

function damaged(name: string, what: string, cause?: unknown): CuestaError {
  return new CuestaError('format', `${name} cannot be read as GeoJSON points: ${what}.`, {
    subject: name,
    ...(cause === undefined ? {} : { cause }),
    hint: 'Give a FeatureCollection of points with a height as third coordinate or as property, or a CSV file.',
  });
}
