import { throwIfAborted } from '../../core/errors.js';
import { fullWindow } from '../../core/window.js';
import { BlockCache } from '../../io/geotiff/block-cache.js';
import { createDecodePool, type DecodePool } from '../../io/geotiff/decode-pool.node.js';
import { openRaster } from '../../io/open.node.js';
import { createTileGrid, listTiles } from '../../plan/tile-grid.js';
import type { JobContext } from '../../product/job-context.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import { accuracyByPasses, addTile, createAccuracyState } from '../../terrain/accuracy-passes.js';

/** Side of the windows that are read: 4 million samples at a time. */
const WINDOW = 2048;
/** Passes that exact order statistics take. */
const PASSES = 4;

/** A raster of classes beside the differences. */
export interface ClassRaster {
  readonly path: string;
  /** Classes 0 to count - 1; other values are no class. */
  readonly count: number;
  /** Class of a sample; absent when samples are classes. */
  readonly classOf?: Uint8Array;
}

/**
 * Exact statistics of a dh raster of any size, over all and by class, from four passes over the file. `threads`
 * decode; 1 keeps everything on this thread.
 */
export async function dhStatistics(
  dhPath: string,
  { path, count, classOf }: ClassRaster,
  threads: number,
  { signal, progress }: JobContext,
): Promise<Accuracy> {
  const pool: DecodePool | null = threads > 1 ? createDecodePool(threads) : null;
  // Every pass needs every block once: a cache would only hold what is not needed again.
  const cache = new BlockCache(0);
  const dh = await openRaster(dhPath, { cache, ...(pool === null ? {} : { decoder: pool }) });
  const classes = await openRaster(path, { cache });
  try {
    const windows = listTiles(createTileGrid(fullWindow(dh.info), WINDOW)).map((tile) => tile.window);
    let done = 0;
    return await accuracyByPasses(count, async (pass) => {
      const state = createAccuracyState(pass);
      for (const window of windows) {
        throwIfAborted(signal);
        const { data } = await dh.readRaster(window, { signal });
        const samples = (await classes.readBand(window, { signal })).data as Uint8Array | Uint16Array;
        addTile(pass, state, data, classOf === undefined ? (samples as Uint8Array) : remap(samples, classOf));
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

function remap(samples: Uint8Array | Uint16Array, classOf: Uint8Array): Uint8Array {
  const classes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) classes[i] = classOf[samples[i]];
  return classes;
}
