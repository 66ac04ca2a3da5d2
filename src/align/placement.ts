import { invert, toMap } from '../core/geo-transform.js';
import { ecefToGeodetic } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { createTransform } from '../geo/transform.js';
import { centreLongitude, turnsTowards } from '../resample/longitude.js';
import type { MovingPoints } from './moving-points.js';
import { createPixelMap, type PixelMap } from './pixel-map.js';
import { IDENTITY, type Rigid } from './rigid.js';
import type { Surface } from './surface.js';

/**
 * Moving points after a rigid motion, and where they lie over a surface, with all that a further small motion needs: from here
 * on a point's pixel and height follow from its displacement without a map projection.
 */
export interface Placement {
  readonly points: MovingPoints;
  /** Motion that the positions contain, about the points' centroid. */
  readonly base: Rigid;
  /** Positions relative to the centroid. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Pixels of the surface's grid; NaN where a point has no place in its CRS. */
  readonly col: Float64Array;
  readonly row: Float64Array;
  readonly h: Float64Array;
  /** Direction of the vertical: (cosLat cosLon, cosLat sinLon, sinLat). */
  readonly sinLon: Float32Array;
  readonly cosLon: Float32Array;
  readonly sinLat: Float32Array;
  readonly cosLat: Float32Array;
  /** Index into {@link Placement.maps}, one per cell of the surface. */
  readonly cell: Uint32Array;
  readonly maps: readonly PixelMap[];
}

/** Pixels that share one linear map; it changes by less than 1e-3 within them on any usual map. */
const CELL = 64;
const RADIANS = Math.PI / 180;

/** Exact positions of the points after `base` (about their centroid) over the surface. */
export function placePoints(points: MovingPoints, base: Rigid, { grid }: Surface): Placement {
  const { count } = points;
  const moved = base === IDENTITY ? unmoved(points) : movedBy(points, base);
  const { x, y, z, lonDeg, latDeg, h } = moved;
  const singles = (): Float32Array => new Float32Array(count);
  const [sinLon, cosLon, sinLat, cosLat] = [singles(), singles(), singles(), singles()];
  for (let i = 0; i < count; i++) {
    sinLon[i] = Math.sin(lonDeg[i]! * RADIANS);
    cosLon[i] = Math.cos(lonDeg[i]! * RADIANS);
    sinLat[i] = Math.sin(latDeg[i]! * RADIANS);
    cosLat[i] = Math.cos(latDeg[i]! * RADIANS);
  }
  const col = lonDeg.slice();
  const row = latDeg.slice();
  createTransform(geographicOf(grid.crs), grid.crs).forward(col, row);
  const toPixel = invert(grid.transform);
  const centre = grid.crs.kind === 'geographic' ? centreLongitude(grid) : null;
  const cell = new Uint32Array(count);
  const maps: PixelMap[] = [];
  const known = new Map<number, number>();
  const mapAt = createPixelMap(grid);
  for (let i = 0; i < count; i++) {
    const [c, r] = toMap(
      toPixel,
      centre === null ? col[i]! : col[i]! + 360 * turnsTowards(centre, col[i]!),
      row[i]!,
    );
    col[i] = c;
    row[i] = r;
    const key = Math.floor(r / CELL) * 0x100000 + Math.floor(c / CELL);
    let index = known.get(key);
    if (index === undefined) {
      index = maps.length;
      maps.push(mapAt(lonDeg[i]!, latDeg[i]!));
      known.set(key, index);
    }
    cell[i] = index;
  }
  return { points, base, x, y, z, col, row, h, sinLon, cosLon, sinLat, cosLat, cell, maps };
}

type Moved = Pick<MovingPoints, 'x' | 'y' | 'z' | 'lonDeg' | 'latDeg' | 'h'>;

function unmoved({ x, y, z, lonDeg, latDeg, h }: MovingPoints): Moved {
  return { x, y, z, lonDeg, latDeg, h };
}

function movedBy(
  { count, centroid, ellipsoid, ...from }: MovingPoints,
  { rotation: m, translation: t }: Rigid,
): Moved {
  const floats = (): Float64Array => new Float64Array(count);
  const [x, y, z, lonDeg, latDeg, h] = [floats(), floats(), floats(), floats(), floats(), floats()];
  for (let i = 0; i < count; i++) {
    const [px, py, pz] = [from.x[i]!, from.y[i]!, from.z[i]!];
    x[i] = m[0] * px + m[1] * py + m[2] * pz + t[0];
    y[i] = m[3] * px + m[4] * py + m[5] * pz + t[1];
    z[i] = m[6] * px + m[7] * py + m[8] * pz + t[2];
    const place = ecefToGeodetic(x[i]! + centroid[0], y[i]! + centroid[1], z[i]! + centroid[2], ellipsoid);
    [lonDeg[i], latDeg[i], h[i]] = place as [number, number, number];
  }
  return { x, y, z, lonDeg, latDeg, h };
}
