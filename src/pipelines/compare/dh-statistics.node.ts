import { throwIfAborted } from '../../core/errors.js';
import { fullWindow } from '../../core/window.js';
import { BlockCache } from '../../io/geotiff/block-cache.js';
import { createDecodePool, type DecodePool } from '../../io/geotiff/decode-pool.node.js';
import { openRaster } from '../../io/open.node.js';
import { createTileGrid, listTiles } from '../../plan/tile-grid.js';
import type { JobContext } from '../../product/job-context.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import { accuracyByPasses, addTile, createAccuracyState } from '../../terrain/accuracy-passes.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';

/** Side of the windows that are read: 4 million samples at a time. */
const WINDOW = 2048;
/** Passes that exact order statistics take. */
const PASSES = 4;

/**
 * Exact statistics of a dh raster of any size, over all and by slope class, from four passes over the file. `threads`
 * decode; 1 keeps everything on this thread.
 */
export async function dhStatistics(
  dhPath: string,
  classesPath: string,
  threads: number,
  { signal, progress }: JobContext,
): Promise<Accuracy> {
  const pool: DecodePool | null = threads > 1 ? createDecodePool(threads) : null;
  // Every pass needs every block once: a cache would only hold what is not needed again.
  const cache = new BlockCache(0);
  const dh = await openRaster(dhPath, { cache, ...(pool === null ? {} : { decoder: pool }) });
  const classes = await openRaster(classesPath, { cache });
  try {
    const windows = listTiles(createTileGrid(fullWindow(dh.info), WINDOW)).map((tile) => tile.window);
    let done = 0;
    return await accuracyByPasses(SLOPE_CLASSES.length, async (pass) => {
      const state = createAccuracyState(pass);
      for (const window of windows) {
        throwIfAborted(signal);
        const { data } = await dh.readRaster(window, { signal });
        const band = await classes.readBand(window, { signal });
        addTile(pass, state, data, band.data as Uint8Array);
        progress({ stage: 'statistics', done: ++done, total: PASSES * windows.length });
      }
      return state;
    });
  } finally {
    await dh.close();
    await classes.close();
    await pool?.close();
  }
}
