import { invert, toMap } from '../core/geo-transform.js';
import { ecefToGeodetic } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { createTransform } from '../geo/transform.js';
import { type PixelsPerMetre, pixelsPerMetre } from './ground-motion.js';
import type { MovingPoints } from './moving-points.js';
import { type Rigid, transformPoint } from './rigid.js';
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
  /** Directions: east = (-sinLon, cosLon, 0), north = (-sinLat cosLon, -sinLat sinLon, cosLat). */
  readonly sinLon: Float32Array;
  readonly cosLon: Float32Array;
  readonly sinLat: Float32Array;
  readonly cosLat: Float32Array;
  /** Index into {@link Placement.scales}, which hold one map per cell of the surface. */
  readonly cell: Uint32Array;
  readonly scales: readonly PixelsPerMetre[];
}

/** Pixels that share one linear map; it changes by less than 1e-3 within them on any usual map. */
const CELL = 64;
const RADIANS = Math.PI / 180;

/** Exact positions of the points after `base` (about their centroid) over the surface. */
export function placePoints(points: MovingPoints, base: Rigid, { grid }: Surface): Placement {
  const { count, centroid, ellipsoid } = points;
  const floats = (): Float64Array => new Float64Array(count);
  const [x, y, z, col, row, h] = [floats(), floats(), floats(), floats(), floats(), floats()];
  const singles = (): Float32Array => new Float32Array(count);
  const [sinLon, cosLon, sinLat, cosLat] = [singles(), singles(), singles(), singles()];
  const cell = new Uint32Array(count);
  const geographic = geographicOf(grid.crs);
  const toGrid = createTransform(geographic, grid.crs);
  const toPixel = invert(grid.transform);
  const turns = createTurns(grid, toGrid.to.kind === 'geographic');
  const scales: PixelsPerMetre[] = [];
  const known = new Map<number, number>();
  const scaleAt = pixelsPerMetre(grid);

  for (let i = 0; i < count; i++) {
    const p = transformPoint(base, [points.x[i]!, points.y[i]!, points.z[i]!]);
    [x[i], y[i], z[i]] = p as [number, number, number];
    const [lon, lat, height] = ecefToGeodetic(
      p[0] + centroid[0],
      p[1] + centroid[1],
      p[2] + centroid[2],
      ellipsoid,
    );
    const [mapX, mapY] = toGrid.forwardPoint(lon, lat);
    const [c, r] = toMap(toPixel, turns(mapX), mapY);
    col[i] = c;
    row[i] = r;
    h[i] = height;
    sinLon[i] = Math.sin(lon * RADIANS);
    cosLon[i] = Math.cos(lon * RADIANS);
    sinLat[i] = Math.sin(lat * RADIANS);
    cosLat[i] = Math.cos(lat * RADIANS);
    const key = Math.floor(r / CELL) * 0x100000 + Math.floor(c / CELL);
    let index = known.get(key);
    if (index === undefined) {
      index = scales.length;
      scales.push(scaleAt(lon, lat));
      known.set(key, index);
    }
    cell[i] = index;
  }
  return { points, base, x, y, z, col, row, h, sinLon, cosLon, sinLat, cosLat, cell, scales };
}

/** Brings longitudes to the side of the seam where the surface is. */
function createTurns(grid: Surface['grid'], isGeographic: boolean): (x: number) => number {
  if (!isGeographic) return (x) => x;
  const [centre] = toMap(grid.transform, grid.width / 2, grid.height / 2);
  return (x) => x + 360 * Math.round((centre - x) / 360);
}
