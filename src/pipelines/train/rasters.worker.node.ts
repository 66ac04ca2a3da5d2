import { createTileSource } from '../../networks/chen2022/samples/tile-source.js';
import type { SampleSource } from '../../nn/train/sample-source.js';
import { openRasterTiles } from './raster-tiles.node.js';
import type { RasterTiles } from './rasters.js';

/** Data worker of `rasters`: reads the windows of a tile when it is asked for. */
export async function createSampleSource(options: unknown): Promise<SampleSource> {
  const tiles = options as RasterTiles;
  const { target, sun, augment } = tiles;
  return createTileSource(await openRasterTiles(tiles), { target, augment: augment && sun === 'any' });
}
