import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { HeightShift } from '../../product/height-shift.js';
import { createHeightShifter } from '../../product/height-shift.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';

/** A DEM with what brings its heights to the ellipsoid. */
export interface HeightFile {
  readonly path: string;
  readonly grid: Grid;
  readonly shift: HeightShift | null;
}

/** Heights of a DEM on all cells of a grid, above the ellipsoid or, with `to`, above what that leads to. */
export async function heightsOn(
  { path, grid, shift }: HeightFile,
  target: Grid,
  to: HeightShift | null,
  method: ResampleMethod,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array> {
  const window = fullWindow(target);
  const source = await openRaster(path, { signal });
  try {
    const warp = createWarp(grid, target);
    const { data } = await resampleWindow(source, warp, window, method, compute, signal);
    for (const step of [shift, to]) {
      if (step !== null) (await createHeightShifter(step, target))(window, data);
    }
    return data;
  } finally {
    await source.close();
  }
}
