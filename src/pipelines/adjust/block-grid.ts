import { pixelSize, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import { sameHorizontal } from '../../geo/crs.js';
import { groundPixelSize, metresPerUnit } from '../../geo/ground-size.js';
import { createTransform } from '../../geo/transform.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import { centreLongitude, turned, turnsTowards } from '../../resample/longitude.js';
import { unionGrid } from '../../resample/target-grid.js';

/** Pixels whose sizes differ by less than this part are put on one lattice: between scenes on it nothing is resampled twice. */
const ALIKE = 0.05;

/**
 * The pixels on which a scene takes part in a block. In the block's CRS its own ones, by whole turns of longitude on the side of
 * the block. In another CRS, north-up ones of its size on the ground (`other`), on the block's lattice where that has such
 * pixels. Throws `geometry` when the scene has no place in the CRS.
 */
export function gridInBlock(grid: Grid, lattice: Grid): { readonly grid: Grid; readonly own: Grid | null } {
  const { crs } = lattice;
  if (sameHorizontal(grid.crs, crs)) {
    if (crs.kind === 'projected') return { grid, own: null };
    const turns = turnsTowards(centreLongitude(lattice), centreLongitude(grid));
    return { grid: { ...grid, transform: turned(grid.transform, turns) }, own: null };
  }
  const size = groundPixelSize(grid);
  const centre = toMap(grid.transform, grid.width / 2, grid.height / 2);
  const [, lat] = createTransform(grid.crs, crs).forwardPoint(...centre);
  const perUnit = metresPerUnit(lattice, lat);
  const resolution = [size.x / perUnit.x, size.y / perUnit.y] as const;
  const [width, height] = pixelSize(lattice.transform);
  const alike = Math.abs(resolution[0] / width - 1) < ALIKE && Math.abs(resolution[1] / height - 1) < ALIKE;
  const inBlock = alike
    ? gridWindow(lattice, footprintWindow(lattice, grid, 0))
    : unionGrid([grid], { crs, resolution, tap: true });
  return { grid: { ...inBlock, crs: { ...crs, vertical: grid.crs.vertical } }, own: grid };
}
