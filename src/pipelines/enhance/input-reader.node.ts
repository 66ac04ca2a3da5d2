import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { landUsePlanes } from '../../networks/jspsr/land-use-planes.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow, type WindowSource } from '../../resample/resample-window.js';
import type { EnhanceInput, InputName } from './enhance-task.js';

/** Channels x rows x columns of a window of the DTM's grid, NaN where missing. */
export type InputReader = (window: Window, signal: AbortSignal) => Promise<Float32Array>;

/**
 * Reads an input on the DTM's grid: means of the pixels below those of the DTM where they are much smaller, else interpolated by cubic
 * convolution; of land use the class in the middle, a plane of 0 and 1 for each.
 */
export function createInputReader(
  name: InputName,
  { path, grid, bands }: EnhanceInput,
  target: Grid,
  sources: SourcePool,
  compute: Compute,
): InputReader {
  const warp = createWarp(grid, target);
  const method: ResampleMethod =
    name === 'mask' ? 'nearest' : Math.max(warp.scaleX, warp.scaleY) >= SHRINKING ? 'average' : 'cubic';
  return async (window, signal) => {
    const source = await sources.get(path);
    const planes: Float32Array[] = [];
    for (let band = 0; band < bands; band++)
      planes.push((await resampleWindow(bandOf(source, band), warp, window, method, compute, signal)).data);
    if (name === 'image') restoreColours(planes, source.info.nodata ?? 0);
    if (name !== 'mask') return joined(planes);
    return bands === 1 ? joined(landUsePlanes(planes[0]!, path)) : joined(planes).map((v) => (v > 0 ? 1 : 0));
  };
}

/** Source pixels per pixel from which on the mean is taken: below, it is hardly more than the nearest pixel. */
const SHRINKING = 1.5;

const bandOf = (source: RasterSource, band: number): WindowSource => ({
  readRaster: (window, options) => source.readRaster(window, { ...options, band }),
});

function joined(planes: readonly Float32Array[]): Float32Array {
  if (planes.length === 1) return planes[0]!;
  const all = new Float32Array(planes.length * planes[0]!.length);
  for (const [i, plane] of planes.entries()) all.set(plane, i * plane.length);
  return all;
}

/** A colour may contain the value that means missing, black as a rule: a pixel misses only where all its bands do. */
function restoreColours(planes: readonly Float32Array[], nodata: number): void {
  for (let i = 0; i < planes[0]!.length; i++) {
    if (planes.every((plane) => Number.isNaN(plane[i]!))) continue;
    for (const plane of planes) if (Number.isNaN(plane[i]!)) plane[i] = nodata;
  }
}
