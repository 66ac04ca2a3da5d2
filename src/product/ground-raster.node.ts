import { scale } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Compute } from '../core/kernel.js';
import { gridWindow, type Raster } from '../core/raster.js';
import { fullWindow, type Window } from '../core/window.js';
import { openRaster } from '../io/open.node.js';
import type { ResampleMethod } from '../kernels/resample/index.js';
import { createWarp } from '../resample/create-warp.js';
import { resampleWindow, type WindowSource } from '../resample/resample-window.js';
import type { HeightShift } from './height-shift.js';
import { createHeightShifter } from './height-shift.node.js';

/** A raster with the way of its heights to the common vertical datum; null where they stay as they are. */
export interface GroundRaster {
  readonly path: string;
  readonly grid: Grid;
  readonly shift: HeightShift | null;
}

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

/** Opens a raster whose heights come out in the common vertical datum. Owns a file: close it. */
export async function openGround(
  { path, grid, shift }: GroundRaster,
  signal?: AbortSignal,
): Promise<WindowSource & { close(): Promise<void> }> {
  const shifter = shift === null ? null : await createHeightShifter(shift, grid);
  const source = await openRaster(path, signal === undefined ? {} : { signal });
  if (shifter === null) return source;
  return {
    async readRaster(window, options) {
      const raster = await source.readRaster(window, options);
      shifter(window, raster.data);
      return raster;
    },
    close: () => source.close(),
  };
}

/** A raster on a grid of its body, whatever grid it has itself; NaN where missing. Samples on one lattice are copied. */
export async function readOnto(
  raster: GroundRaster,
  target: Grid,
  method: ResampleMethod,
  compute: Compute,
  signal: AbortSignal,
): Promise<Raster> {
  const source = await openGround(raster, signal);
  try {
    const warp = createWarp(raster.grid, target);
    return await resampleWindow(source, warp, fullWindow(target), method, compute, signal);
  } finally {
    await source.close();
  }
}
