import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';

/** Samples of a window of the DTM's grid, NaN where missing. */
export type GridReader = (window: Window, signal: AbortSignal) => Promise<Float32Array>;

/** Reads a raster on the DTM's grid: means of the pixels below those of the DTM where they are much smaller, else interpolated. */
export function createGridReader(
  { path, grid }: { readonly path: string; readonly grid: Grid },
  target: Grid,
  sources: SourcePool,
  compute: Compute,
): GridReader {
  const warp = createWarp(grid, target);
  const method: ResampleMethod = Math.max(warp.scaleX, warp.scaleY) >= SHRINKING ? 'average' : 'cubic';
  return async (window, signal) => {
    const source = await sources.get(path);
    return (await resampleWindow(source, warp, window, method, compute, signal)).data;
  };
}

/** Source pixels per pixel from which on the mean is taken: below, it is hardly more than the nearest pixel. */
const SHRINKING = 1.5;
