import { throwIfAborted } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import type { Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { approximateQuantile, countCoarse, createCoarseCounts } from '../../math/radix-quantiles.js';
import type { JobContext } from '../../product/job-context.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { scanWindows } from '../../terrain/scan-windows.js';

/** Heights of a DEM in windows of another grid; NaN where it has none. Owns the file: close it. */
export interface DemOnGrid {
  read(window: Window, signal: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

export async function openOnGrid(
  { path, grid }: { readonly path: string; readonly grid: Grid },
  target: Grid,
  compute: Compute,
): Promise<DemOnGrid> {
  const source: RasterSource = await openRaster(path);
  const warp = createWarp(grid, target);
  return {
    read: async (window, signal) =>
      (await resampleWindow(source, warp, window, 'cubic', compute, signal)).data,
    close: () => source.close(),
  };
}

/**
 * Median of first minus second DEM over all pixels where both have a height, to 0.4 % of its value; 0 where there are none. Reads both
 * once.
 */
export async function medianDifference(
  first: { readonly path: string; readonly grid: Grid },
  second: { readonly path: string; readonly grid: Grid },
  { signal, progress, settings }: JobContext,
): Promise<number> {
  const compute = await createNodeCompute(settings.backend);
  const dem = await openRaster(first.path, { signal });
  const other = await openOnGrid(second, first.grid, compute);
  const counts = createCoarseCounts();
  try {
    const windows = [...scanWindows(dem.info)];
    for (const [i, window] of windows.entries()) {
      throwIfAborted(signal);
      const { data } = await dem.readRaster(window, { signal });
      const heights = await other.read(window, signal);
      for (let k = 0; k < data.length; k++) data[k] -= heights[k];
      countCoarse(counts, data);
      progress({ stage: 'differences', done: i + 1, total: windows.length });
    }
  } finally {
    await Promise.all([dem.close(), other.close(), compute.close()]);
  }
  const median = approximateQuantile(counts, 0.5);
  return Number.isNaN(median) ? 0 : median;
}
