import type { Compute } from '../core/kernel.js';
import type { ResampleMethod } from '../kernels/resample/index.js';
import { resampleWindow, type WindowSource } from '../resample/resample-window.js';
import type { Warp } from '../resample/warp.js';

/** A source seen through a warp: windows of the warp's target grid. This is how two scenes come onto one grid for matching. */
export function resampledSource(
  source: WindowSource,
  warp: Warp,
  method: ResampleMethod,
  compute: Compute,
): WindowSource {
  return {
    readRaster: (window, options) =>
      resampleWindow(source, warp, window, method, compute, options?.signal ?? new AbortController().signal),
  };
}
