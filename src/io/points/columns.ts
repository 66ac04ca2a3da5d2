import { CuestaError } from '../../core/errors.js';

/** Where the parts of a control point stand in a line; columns count from 0. */
export interface PointColumns {
  /** `lonlat`: degrees. `map`: coordinates of a CRS that the user names. */
  readonly kind: 'lonlat' | 'map';
  readonly x: number;
  readonly y: number;
  readonly h: number;
  /** One standard deviation of the height; null when the file has none. */
  readonly sigma: number | null;
  /** Whether the file says that heights are above the ellipsoid (ASP's `height_above_datum`). */
  readonly ellipsoidal: boolean;
  /** Whether `h` is the distance from the centre of the body (ASP's `radius_km`); see `heightsFromRadii`. */
  readonly radius: boolean;
}

/** Names of columns, or of properties, without case. */
export const PROPERTY_NAMES = {
  lon: ['lon', 'longitude', 'long', 'lon_deg', 'lng'],
  lat: ['lat', 'latitude', 'lat_deg'],
  x: ['x', 'easting', 'east', 'e'],
  y: ['y', 'northing', 'north', 'n'],
  h: ['h', 'height', 'z', 'elevation', 'elev', 'h_mean', 'height_m', 'altitude', 'alt'],
  sigma: ['sigma', 'h_sigma', 'sigma_h', 'std', 'height_sigma'],
} as const;

/**
 * Columns by the names of a header line, without case. Longitude and latitude win over map coordinates when a file has both. Throws
 * `format` with the names found when position or height is missing.
 */
export function columnsFromHeader(fields: readonly string[], name: string): PointColumns {
  const found = fields.map((field) => field.trim().toLowerCase());
  const find = (part: keyof typeof PROPERTY_NAMES): number =>
    PROPERTY_NAMES[part].map((candidate) => found.indexOf(candidate)).find((at) => at >= 0) ?? -1;
  const geographic = find('lon') >= 0 && find('lat') >= 0;
  const columns = { x: find(geographic ? 'lon' : 'x'), y: find(geographic ? 'lat' : 'y'), h: find('h') };
  if (columns.x < 0 || columns.y < 0 || columns.h < 0) {
    throw new CuestaError('format', `${name} has no columns for position and height: ${found.join(', ')}.`, {
      subject: name,
      hint: "Name them lon, lat and height (or x, y, height), or say which they are: --csv-format '1:lon 2:lat 3:height_above_datum'.",
    });
  }
  const sigma = find('sigma');
  return {
    kind: geographic ? 'lonlat' : 'map',
    ...columns,
    sigma: sigma < 0 ? null : sigma,
    ellipsoidal: false,
    radius: false,
  };
}

/** Names in a format, and what they stand for. */
const FORMAT_PARTS: Readonly<Record<string, 'lon' | 'lat' | 'x' | 'y' | 'h'>> = {
  lon: 'lon',
  lat: 'lat',
  height_above_datum: 'h',
  radius_km: 'h',
  x: 'x',
  y: 'y',
  z: 'h',
  easting: 'x',
  northing: 'y',
};

/**
 * Columns by a format as Ames Stereo Pipeline has it, `1:lon 2:lat 3:height_above_datum`; columns count from 1. `x y z` and
 * `easting northing height_above_datum` are map coordinates; `radius_km` goes with longitude and latitude. Throws `config`.
 */
export function columnsFromFormat(format: string): PointColumns {
  const columns = new Map<string, number>();
  let ellipsoidal = false;
  let radius = false;
  for (const entry of format.trim().split(/[\s,]+/)) {
    const [, position, word = ''] = /^(\d+):(\w+)$/.exec(entry) ?? [];
    const part = FORMAT_PARTS[word];
    if (position === undefined || part === undefined || Number(position) < 1) throw badFormat(format, entry);
    columns.set(part, Number(position) - 1);
    radius ||= word === 'radius_km';
    ellipsoidal ||= radius || word === 'height_above_datum';
  }
  const geographic = columns.has('lon') && columns.has('lat');
  const x = columns.get(geographic ? 'lon' : 'x');
  const y = columns.get(geographic ? 'lat' : 'y');
  const h = columns.get('h');
  const onMap = !geographic && radius;
  if (x === undefined || y === undefined || h === undefined || onMap) throw badFormat(format, format);
  return { kind: geographic ? 'lonlat' : 'map', x, y, h, sigma: null, ellipsoidal, radius };
}

function badFormat(format: string, part: string): CuestaError {
  return new CuestaError('config', `--csv-format "${format}": "${part}" cannot be used.`, {
    subject: '--csv-format',
    hint: "Give position and height by column, e.g. '1:lon 2:lat 3:height_above_datum', or '1:x 2:y 3:z' with --csv-crs.",
  });
}
