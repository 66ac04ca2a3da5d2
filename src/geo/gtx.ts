import { CuestaError } from '../core/errors.js';
import type { GeoidGrid } from './geoid-grid.js';

const HEADER_BYTES = 40;
/** Value of missing nodes. */
const MISSING = -88.8888;
/** A 1' grid of the globe has 233 million nodes; more than this is not a geoid grid. */
const MOST_NODES = 1e9;

/**
 * NOAA's GTX (VDatum): big-endian header of latitude and longitude of the south-west node and their steps (degrees, four
 * doubles), rows and columns (two int32), then float32 rows from south to north. Throws `format`.
 */
export function parseGtx(bytes: Uint8Array, name: string): GeoidGrid {
  if (bytes.byteLength < HEADER_BYTES) throw malformed(name, 'is shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const south = view.getFloat64(0);
  const west = view.getFloat64(8);
  const dLat = view.getFloat64(16);
  const dLon = view.getFloat64(24);
  const height = view.getInt32(32);
  const width = view.getInt32(36);
  if (!(height > 0 && width > 0 && height * width <= MOST_NODES)) {
    throw malformed(name, `claims ${height} rows and ${width} columns`);
  }
  const north = south + (height - 1) * dLat;
  const slack = Math.abs(dLat);
  const sane =
    dLat > 0 &&
    dLon > 0 &&
    Math.abs(west) <= 720 &&
    south >= -90 - slack &&
    north <= 90 + slack &&
    width * dLon < 721;
  if (!sane) throw malformed(name, 'has a header whose position or steps are not those of a geographic grid');
  if (bytes.byteLength !== HEADER_BYTES + 4 * width * height) {
    throw malformed(
      name,
      `has ${bytes.byteLength} bytes, not the ${HEADER_BYTES + 4 * width * height} of its header`,
    );
  }
  const data = new Float32Array(width * height);
  const missing = Math.fround(MISSING);
  for (let row = 0; row < height; row++) {
    const from = HEADER_BYTES + 4 * width * (height - 1 - row);
    for (let col = 0; col < width; col++) {
      const value = view.getFloat32(from + 4 * col);
      data[row * width + col] = value === missing ? Number.NaN : value;
    }
  }
  return { name, west, north, dLon, dLat, width, height, data };
}

function malformed(name: string, what: string): CuestaError {
  return new CuestaError('format', `The GTX grid ${name} ${what}.`, {
    subject: name,
    hint: 'Fetch the file again; GTX grids come from NOAA VDatum or the PROJ data packages.',
  });
}
