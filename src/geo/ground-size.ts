import { pixelSize, toMap } from '../core/geo-transform.js';
import type { Georef, Grid } from '../core/georef.js';

/** Cosines below this count as this: meridians meet at the poles, pixels never get a width of 0. */
const SMALLEST_COSINE = 1e-3;

/**
 * Metres per map unit along x and y at a latitude (degrees; ignored on projected CRSs). For geographic CRSs the arc of a degree
 * along the parallel and the meridian of the ellipsoid, from its radii of curvature.
 */
export function metresPerUnit({ crs }: Georef, latDeg: number): { readonly x: number; readonly y: number } {
  if (crs.kind === 'projected') return { x: crs.unit, y: crs.unit };
  const { semiMajor, semiMinor } = crs.ellipsoid;
  const latitude = (latDeg * Math.PI) / 180;
  const e2 = 1 - (semiMinor / semiMajor) ** 2;
  const w = Math.sqrt(1 - e2 * Math.sin(latitude) ** 2);
  const parallel = (semiMajor / w) * Math.max(SMALLEST_COSINE, Math.cos(latitude));
  const meridian = (semiMajor * (1 - e2)) / w ** 3;
  return { x: (parallel * Math.PI) / 180, y: (meridian * Math.PI) / 180 };
}

/** Size of a grid's pixels on the ground in metres; in the grid's middle where it varies. */
export function groundPixelSize(grid: Grid): { readonly x: number; readonly y: number } {
  const [, latDeg] = toMap(grid.transform, grid.width / 2, grid.height / 2);
  const perUnit = metresPerUnit(grid, latDeg);
  const [x, y] = pixelSize(grid.transform);
  return { x: x * perUnit.x, y: y * perUnit.y };
}
