import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import type { RasterInfo } from '../../core/raster-source.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';

/** Overviews a little finer than the picture will do. */
const SHRINK_SLACK = 1.01;

/** A DEM on the grid of a picture, averaged from the coarsest overview that is not coarser than the picture. */
export async function readOnGrid(
  dem: { readonly path: string; readonly grid: Grid },
  target: Grid,
  compute: Compute,
  signal: AbortSignal,
): Promise<Raster> {
  const source = await openRaster(dem.path, { signal });
  try {
    const { scaleX, scaleY } = createWarp(dem.grid, target);
    const overview = overviewFor(source.info, Math.min(scaleX, scaleY));
    const level = overview === null ? dem.grid : levelGrid(dem.grid, source.info.overviews[overview]);
    const options = { signal, ...(overview === null ? {} : { overview }) };
    const reader = {
      readRaster: (window: Parameters<typeof source.readRaster>[0]) => source.readRaster(window, options),
    };
    const warp = createWarp(level, target);
    return await resampleWindow(reader, warp, fullWindow(target), 'average', compute, signal);
  } finally {
    await source.close();
  }
}

/** Index of the coarsest overview whose pixels are at most `factor` pixels of the full resolution wide. */
function overviewFor({ width, overviews }: RasterInfo, factor: number): number | null {
  const fits = overviews.map((level) => width / level.width <= factor * SHRINK_SLACK);
  const found = fits.lastIndexOf(true);
  return found < 0 ? null : found;
}

function levelGrid(grid: Grid, level: { readonly width: number; readonly height: number }): Grid {
  const transform = scale(grid.transform, grid.width / level.width, grid.height / level.height);
  return { ...level, transform, crs: grid.crs };
}
