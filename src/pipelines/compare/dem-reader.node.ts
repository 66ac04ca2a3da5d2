import { createAlignedDem } from '../../align/aligned-dem.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { openGround } from '../../product/ground-raster.node.js';
import { createHeightShifter } from '../../product/height-shift.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import type { ComparedDem, CompareTask, DemMotion } from './compare-task.js';

/** Heights of a DEM on another grid, in the common vertical datum. Owns an open file: close it. */
export interface DemReader {
  /** NaN where missing. The window may reach outside the grid. */
  read(window: Window, signal: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens a DEM to be read on a grid, through its motion when it has one. Throws what its file, CRS or geoid rules out. */
export async function openOnGrid(
  dem: ComparedDem,
  target: Grid,
  resampling: ResampleMethod,
  compute: Compute,
): Promise<DemReader> {
  const { path, grid, shift, motion } = dem;
  if (motion !== null) return openMoved(dem, motion, target, resampling, compute);
  const warp = createWarp(grid, target);
  const shiftHeights = shift === null ? null : await createHeightShifter(shift, target);
  const source = await openRaster(path);
  return {
    async read(window, signal) {
      const { data } = await resampleWindow(source, warp, window, resampling, compute, signal);
      shiftHeights?.(window, data);
      return data;
    },
    close: () => source.close(),
  };
}

async function openMoved(
  dem: ComparedDem,
  { alignment, nearHeight }: DemMotion,
  target: Grid,
  resampling: ResampleMethod,
  compute: Compute,
): Promise<DemReader> {
  const source = await openGround(dem);
  const unaligned = { source, grid: dem.grid };
  const { read } = createAlignedDem(unaligned, target, alignment, nearHeight, resampling, compute);
  return { read, close: () => source.close() };
}

/** Opens both DEMs of a comparison on its grid for as long as `use` takes. */
export async function withBoth<T>(
  { grid, tested, reference, resampling }: CompareTask,
  backend: Parameters<typeof createNodeCompute>[0],
  use: (tested: DemReader, reference: DemReader) => Promise<T>,
): Promise<T> {
  const compute = await createNodeCompute(backend);
  const readers: DemReader[] = [];
  try {
    for (const dem of [tested, reference]) readers.push(await openOnGrid(dem, grid, resampling, compute));
    return await use(readers[0], readers[1]);
  } finally {
    for (const reader of readers) await reader.close();
    await compute.close();
  }
}
