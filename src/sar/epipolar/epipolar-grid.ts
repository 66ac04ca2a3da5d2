import type { Crs } from '../../core/crs.js';
import type { Grid } from '../../core/georef.js';
import { ecefToGeodetic } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { radarToGround } from '../geometry/radar-to-ground.js';
import { createGroundPoint } from '../geometry/radar-view.js';
import type { ImageGeometry } from '../image/image-geometry.js';
import { pixelToRadar } from '../image/pixel-position.js';

type Vector2 = readonly [x: number, y: number];

/** Places looked at along every side of an image. */
const STEPS = 16;

/** Map positions of an image's border for ground of a height (metres above the ellipsoid); places that do not reach it are left out. */
export function imageOutline(geometry: ImageGeometry, height: number, crs: Crs): Vector2[] {
  const toMap = createTransform(geographicOf(crs), crs);
  const ground = createGroundPoint();
  const outline: Vector2[] = [];
  for (let k = 0; k < 4 * STEPS; k++) {
    const along = (k % STEPS) / STEPS;
    const [u, v] = [
      [along, 0],
      [1, along],
      [1 - along, 1],
      [0, 1 - along],
    ][Math.floor(k / STEPS)];
    const { time, range } = pixelToRadar(geometry, u * geometry.width, v * geometry.height);
    radarToGround(geometry, time, range, height, ground);
    const [lon, lat] = ecefToGeodetic(ground.x, ground.y, ground.z, geometry.ellipsoid);
    const [x, y] = toMap.forwardPoint(lon, lat);
    if (Number.isFinite(x + y)) outline.push([x, y]);
  }
  return outline;
}

/**
 * Grid whose rows run along `direction` (unit vector in the map, to the east) and whose columns run to its right, over the common part
 * of the boxes around all outlines. Null where they have none.
 */
export function rotatedGrid(
  outlines: readonly (readonly Vector2[])[],
  [dx, dy]: Vector2,
  cell: number,
  crs: Crs,
): Grid | null {
  const box = { left: Number.NEGATIVE_INFINITY, right: Number.POSITIVE_INFINITY };
  const [across, down] = [{ ...box }, { ...box }];
  for (const outline of outlines) {
    const us = outline.map(([x, y]) => x * dx + y * dy);
    const vs = outline.map(([x, y]) => x * dy - y * dx);
    across.left = Math.max(across.left, Math.min(...us));
    across.right = Math.min(across.right, Math.max(...us));
    down.left = Math.max(down.left, Math.min(...vs));
    down.right = Math.min(down.right, Math.max(...vs));
  }
  // Anchored at multiples of the cell, so that the grid does not hang on the digits of the outlines.
  const [u, v] = [Math.floor(across.left / cell), Math.floor(down.left / cell)];
  const width = Math.ceil(across.right / cell) - u;
  const height = Math.ceil(down.right / cell) - v;
  if (!(width > 0 && height > 0)) return null;
  const [x, y] = [(u * dx + v * dy) * cell, (u * dy - v * dx) * cell];
  return { width, height, transform: [cell * dx, cell * dy, x, cell * dy, -cell * dx, y], crs };
}
