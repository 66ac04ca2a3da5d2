import { throwIfAborted } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { openRaster } from '../../io/open.node.js';
import { createTileGrid, listTiles } from '../../plan/tile-grid.js';
import type { JobContext } from '../../product/job-context.js';
import {
  addToDirections,
  createDirectionSums,
  type DirectionProfiles,
  directionProfiles,
} from '../../terrain/direction-profiles.js';

const WINDOW = 1024;

/** Means of dh along and across a direction, in one pass over its raster. */
export async function directionsOf(
  dhPath: string,
  grid: Grid,
  azimuth: number,
  { signal }: JobContext,
): Promise<DirectionProfiles> {
  const sums = createDirectionSums(grid, groundPixelSize(grid), azimuth);
  const source = await openRaster(dhPath);
  try {
    for (const { window } of listTiles(createTileGrid(grid, WINDOW))) {
      throwIfAborted(signal);
      addToDirections(sums, (await source.readRaster(window, { signal })).data, window);
    }
  } finally {
    await source.close();
  }
  return directionProfiles(sums);
}
