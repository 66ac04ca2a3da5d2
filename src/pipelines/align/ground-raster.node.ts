import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { gridWindow, type Raster } from '../../core/raster.js';
import { fullWindow, type Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';

/** The area of a window of a grid in pixels `factor` times as wide and high. */
export function coarserGrid(grid: Grid, window: Window, factor: number): Grid {
  const part = gridWindow(grid, window);
  if (factor === 1) return part;
  return {
    crs: grid.crs,
    transform: scale(part.transform, factor, factor),
    width: Math.max(1, Math.floor(part.width / factor)),
    height: Math.max(1, Math.floor(part.height / factor)),
  };
}

/** A raster on a grid of its body, whatever grid it has itself; NaN where missing. Samples on one lattice are copied. */
export async function readOnto(
  path: string,
  own: Grid,
  target: Grid,
  method: ResampleMethod,
  compute: Compute,
  signal: AbortSignal,
): Promise<Raster> {
  const source = await openRaster(path, { signal });
  try {
    return await resampleWindow(source, createWarp(own, target), fullWindow(target), method, compute, signal);
  } finally {
    await source.close();
  }
}
