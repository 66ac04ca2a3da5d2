import type { VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { isNorthUp } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import { type Geoid, geoidFromFunction } from './geoid.js';

/**
 * Undulations on a regular grid of nodes. Node `(col, row)` lies at longitude `west + col * dLon` and latitude
 * `north - row * dLat`, degrees, steps positive; its value (metres above the ellipsoid, NaN where missing) is
 * `data[row * width + col]`.
 */
export interface GeoidGrid {
  readonly name: string;
  readonly west: number;
  readonly north: number;
  readonly dLon: number;
  readonly dLat: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export type GeoidInterpolation = 'bilinear' | 'cubic';

/**
 * Grid from a raster of undulations in a geographic CRS (degrees); its nodes are the pixel centres. Throws `geometry` for
 * a projected or rotated raster.
 */
export function geoidGridFromRaster(raster: Raster, name: string): GeoidGrid {
  const { transform, crs } = raster.georef;
  if (crs.kind !== 'geographic' || !isNorthUp(transform)) {
    throw new CuestaError(
      'geometry',
      `The geoid grid ${name} is not a north-up grid of longitude and latitude.`,
      {
        subject: name,
        hint: 'Reproject it with gdalwarp -t_srs to the geographic CRS of its body.',
      },
    );
  }
  const [dLon, , west, , dLat, north] = transform;
  return {
    name,
    west: west + dLon / 2,
    north: north + dLat / 2,
    dLon,
    dLat: -dLat,
    width: raster.width,
    height: raster.height,
    data: raster.data,
  };
}

/** How many columns make a full turn, or 0 for a grid that does not close. */
function columnsPerTurn(grid: GeoidGrid): number {
  const turn = 360 / grid.dLon;
  const whole = Math.round(turn);
  return Math.abs(turn - whole) < 1e-6 * turn && grid.width >= whole ? whole : 0;
}

/**
 * The grid as a geoid. Cubic is cubic convolution with a = -0.5 (Keys 1981, doi:10.1109/TASSP.1981.1163711), neighbours
 * beyond an edge being extrapolated quadratically as he proposes; grids round the globe wrap in longitude. Half a cell
 * beyond the outer nodes (the rim of the edge pixels) takes the edge's value, further out is NaN; a missing node makes
 * its surroundings NaN.
 */
export function geoidFromGrid(
  grid: GeoidGrid,
  datum: VerticalDatum,
  interpolation: GeoidInterpolation = 'cubic',
): Geoid {
  const { data, width, height, west, north, dLon, dLat } = grid;
  const turn = columnsPerTurn(grid);
  const interpolate = interpolation === 'cubic' && width >= 3 && height >= 3 ? cubic : bilinear;

  const column = (lonDeg: number): number => {
    const turnDeg = 360;
    let lon = (lonDeg - west) % turnDeg;
    if (lon < 0) lon += turnDeg;
    const col = lon / dLon;
    if (turn > 0) return col >= turn ? col - turn : col;
    // Just west of the first node is almost a full turn.
    const wrapped = col - turnDeg / dLon;
    return clampEdge(wrapped >= -0.5 - EDGE ? wrapped : col, width);
  };
  return geoidFromFunction(grid.name, datum, (lonDeg, latDeg) => {
    const row = Math.abs(latDeg) <= 90 ? clampEdge((north - latDeg) / dLat, height) : Number.NaN;
    const col = column(lonDeg);
    if (Number.isNaN(row) || Number.isNaN(col)) return Number.NaN;
    return interpolate(data, width, height, col, row, turn);
  });
}

/** Rounding slack of an edge, in cells. */
const EDGE = 1e-6;

/** Position inside the nodes; NaN when more than half a cell outside. */
function clampEdge(position: number, count: number): number {
  if (!(position >= -0.5 - EDGE && position <= count - 0.5 + EDGE)) return Number.NaN;
  return Math.min(Math.max(position, 0), count - 1);
}

/** `turn` is the number of columns round the globe, 0 for none; `col`, `row` are inside the nodes. */
function bilinear(
  data: Float32Array,
  width: number,
  height: number,
  col: number,
  row: number,
  turn: number,
): number {
  const c0 = turn > 0 ? Math.floor(col) : Math.min(Math.floor(col), Math.max(width - 2, 0));
  const r0 = Math.min(Math.floor(row), Math.max(height - 2, 0));
  const c1 = turn > 0 ? (c0 + 1) % turn : Math.min(c0 + 1, width - 1);
  const r1 = Math.min(r0 + 1, height - 1);
  const fc = col - c0;
  const fr = row - r0;
  const top = mix(data[r0 * width + c0], data[r0 * width + c1], fc);
  const bottom = mix(data[r1 * width + c0], data[r1 * width + c1], fc);
  return mix(top, bottom, fr);
}

/** On a node the neighbour does not count, not even a missing one. */
function mix(a: number, b: number, f: number): number {
  return f === 0 ? a : f === 1 ? b : a + (b - a) * f;
}

function cubic(
  data: Float32Array,
  width: number,
  height: number,
  col: number,
  row: number,
  turn: number,
): number {
  const r0 = Math.min(Math.floor(row), height - 2);
  const fr = row - r0;
  const line = (r: number): number => cubicInRow(data, r * width, width, col, turn);
  const at1 = line(r0);
  const at2 = line(r0 + 1);
  const at0 = r0 > 0 ? line(r0 - 1) : 3 * at1 - 3 * at2 + line(r0 + 2);
  const at3 = r0 + 2 < height ? line(r0 + 2) : 3 * at2 - 3 * at1 + line(r0 - 1);
  return keys(at0, at1, at2, at3, fr);
}

function cubicInRow(data: Float32Array, start: number, width: number, col: number, turn: number): number {
  if (turn > 0) {
    const c = Math.floor(col);
    const at = (i: number): number => data[start + ((i + turn) % turn)];
    return keys(at(c - 1), at(c), at(c + 1), at(c + 2), col - c);
  }
  const c = Math.min(Math.floor(col), width - 2);
  const at = (i: number): number => data[start + i];
  const at1 = at(c);
  const at2 = at(c + 1);
  const at0 = c > 0 ? at(c - 1) : 3 * at1 - 3 * at2 + at(c + 2);
  const at3 = c + 2 < width ? at(c + 2) : 3 * at2 - 3 * at1 + at(c - 1);
  return keys(at0, at1, at2, at3, col - c);
}

/** Cubic convolution between `b` (t = 0) and `c` (t = 1). */
function keys(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
