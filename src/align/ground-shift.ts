import type { Grid } from '../core/georef.js';
import { ecefToGeodetic, type Vector3 } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import type { Alignment } from './alignment.js';
import { polynomialAt } from './height-polynomial.js';
import { createPixelPlace } from './pixel-map.js';
import type { GridShift } from './residuals.js';
import { transformPoint } from './rigid.js';

/** By how many pixels of a grid (columns to the right, rows down) and metres up an alignment moves a position. */
export function groundShift({ rigid, heights }: Alignment, position: Vector3, grid: Grid): GridShift {
  const { ellipsoid } = geographicOf(grid.crs);
  const place = createPixelPlace(grid);
  const moved = transformPoint(rigid, position);
  const [from, to] = [position, moved].map((p) => ecefToGeodetic(...p, ellipsoid)) as [Vector3, Vector3];
  const [c0, r0] = place(from[0], from[1]);
  const [c1, r1] = place(to[0], to[1]);
  const added = heights === null ? 0 : polynomialAt(heights, ellipsoid)(moved);
  return { cols: c1 - c0, rows: r1 - r0, up: to[2] - from[2] + added };
}
