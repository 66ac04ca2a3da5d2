import { toMap } from '../core/geo-transform.js';
import { geodeticToEcef, type Vector3 } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { createTransform } from '../geo/transform.js';
import type { Placement } from './placement.js';
import type { GridShift } from './residuals.js';
import { composeRigid, type Rigid, subtract } from './rigid.js';
import { fitRigid } from './rigid-fit.js';
import type { Surface } from './surface.js';

/** Points on which a shift on the grid becomes a rigid motion. */
const RIGID_POINTS = 2000;

/**
 * The rigid motion closest to a shift on the surface's grid: a turn about the body's centre rather than a translation, so that
 * heights stay heights all over the area. What a map projection or a grid of degrees distorts is left over.
 */
export function rigidOfShift(
  placement: Placement,
  { grid }: Surface,
  shift: GridShift,
): { readonly rigid: Rigid; readonly rms: number } {
  const { points, base, col, row, h } = placement;
  const { centroid, ellipsoid } = points;
  const toGeographic = createTransform(grid.crs, geographicOf(grid.crs));
  const step = Math.max(1, Math.floor(points.count / RIGID_POINTS));
  const from: Vector3[] = [];
  const to: Vector3[] = [];
  const place = (c: number, r: number, height: number): Vector3 => {
    const [lon, lat] = toGeographic.forwardPoint(...toMap(grid.transform, c, r));
    return subtract(geodeticToEcef(lon, lat, height, ellipsoid), centroid);
  };
  for (let i = 0; i < points.count; i += step) {
    if (!Number.isFinite(col[i]! + row[i]!)) continue;
    from.push(place(col[i]!, row[i]!, h[i]!));
    to.push(place(col[i]! + shift.cols, row[i]! + shift.rows, h[i]! + shift.up));
  }
  const { rigid, rms } = fitRigid(from, to);
  return { rigid: composeRigid(rigid, base), rms };
}
