import type { Raster } from '../../core/raster.js';
import { fullWindow, type Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';

/** A raster, or a window of it, in memory. */
export async function readHeights(path: string, signal: AbortSignal, window?: Window): Promise<Raster> {
  const source = await openRaster(path, { signal });
  try {
    return await source.readRaster(window ?? fullWindow(source.info), { signal });
  } finally {
    await source.close();
  }
}
