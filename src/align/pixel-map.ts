import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { ecefToGeodetic, geodeticToEcef, type Vector3 } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { createTransform } from '../geo/transform.js';
import { centreLongitude, turnsTowards } from '../resample/longitude.js';
import { enuAxes } from './local-axes.js';
import { dot } from './rigid.js';

/**
 * How a small motion along the ground moves a position on a grid: by `dot(col, d)` columns and `dot(row, d)` rows. Both vectors lie in
 * the tangent plane, in the body's Cartesian axes: unlike maps of east and north they are smooth at the poles. Pixels per
 * metre; `dot(col, dh/dcol)` and the like turn slopes per pixel into slopes per metre.
 */
export interface PixelMap {
  readonly col: Vector3;
  readonly row: Vector3;
}

/** Metres over which the derivative is taken. */
const STEP = 10;

/** Geodetic positions (degrees) to pixels of a grid; longitudes on the side of the seam where the grid is. */
export function createPixelPlace(grid: Grid): (lonDeg: number, latDeg: number) => readonly [number, number] {
  const toGrid = createTransform(geographicOf(grid.crs), grid.crs);
  const toPixel = invert(grid.transform);
  const centre = grid.crs.kind === 'geographic' ? centreLongitude(grid) : null;
  return (lonDeg, latDeg) => {
    const [x, y] = toGrid.forwardPoint(lonDeg, latDeg);
    return toMap(toPixel, centre === null ? x : x + 360 * turnsTowards(centre, x), y);
  };
}

/** The linear map at a geodetic position. */
export function createPixelMap(grid: Grid): (lonDeg: number, latDeg: number) => PixelMap {
  const { ellipsoid } = geographicOf(grid.crs);
  const place = createPixelPlace(grid);
  return (lonDeg, latDeg) => {
    const at = geodeticToEcef(lonDeg, latDeg, 0, ellipsoid);
    const axes = enuAxes(lonDeg, latDeg);
    const along = (axis: Vector3, metres: number): readonly [number, number] => {
      const [lon, lat] = ecefToGeodetic(
        at[0] + metres * axis[0],
        at[1] + metres * axis[1],
        at[2] + metres * axis[2],
        ellipsoid,
      );
      return place(lon, lat);
    };
    const derivative = (axis: Vector3): readonly [number, number] => {
      const [before, after] = [along(axis, -STEP / 2), along(axis, STEP / 2)];
      return [(after[0] - before[0]) / STEP, (after[1] - before[1]) / STEP];
    };
    const east: Vector3 = [axes[0], axes[1], axes[2]];
    const north: Vector3 = [axes[3], axes[4], axes[5]];
    const [byEast, byNorth] = [derivative(east), derivative(north)];
    const vector = (k: 0 | 1): Vector3 => [
      byEast[k] * east[0] + byNorth[k] * north[0],
      byEast[k] * east[1] + byNorth[k] * north[1],
      byEast[k] * east[2] + byNorth[k] * north[2],
    ];
    return { col: vector(0), row: vector(1) };
  };
}

/** Square of the slope (metres per metre) of a surface that rises by so many metres per column and per row. */
export function slopeSquare({ col, row }: PixelMap, perCol: number, perRow: number): number {
  return (
    perCol * perCol * dot(col, col) + 2 * perCol * perRow * dot(col, row) + perRow * perRow * dot(row, row)
  );
}
