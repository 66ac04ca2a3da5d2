import type { Grid } from '../core/georef.js';
import type { Compute } from '../core/kernel.js';
import type { Window } from '../core/window.js';
import type { ResampleMethod } from '../kernels/resample/index.js';
import { createWarp } from '../resample/create-warp.js';
import type { WindowSource } from '../resample/resample-window.js';
import {
  createHeightParts,
  createScatteredSampler,
  positionsBetween,
  type UnalignedDem,
} from './aligned-positions.js';
import type { Alignment } from './alignment.js';
import { createBackward } from './backward.js';

/** Resamples what lies on a DEM through the DEM's alignment: images, masks, maps of any quantity. */
export interface AlignedImage {
  /**
   * Samples of each band on the target grid, in single precision; NaN where the image has nothing. Only the place changes: no
   * height is added.
   */
  read(bands: readonly WindowSource[], window: Window, signal: AbortSignal): Promise<Float32Array[]>;
}

/**
 * One resampling. How far a pixel moves depends on the height of the ground below it where the motion tilts: it is looked up in
 * the DEM that was aligned, and `nearHeight` where that has none.
 */
export function createAlignedImage(
  image: Grid,
  dem: UnalignedDem,
  target: Grid,
  alignment: Alignment,
  nearHeight: number,
  method: ResampleMethod,
  compute: Compute,
): AlignedImage {
  const heightsOf = createHeightParts(dem, target, alignment, nearHeight, compute);
  const back = createBackward(image, target, alignment);
  const warp = createWarp(image, target);
  return {
    async read(bands, window, signal) {
      const { parts } = await heightsOf(window, signal);
      const positions = positionsBetween(back.positions, window, parts);
      const samples: Float32Array[] = [];
      for (const band of bands) {
        const { data } = await createScatteredSampler(band, warp, compute)(positions, window, method, signal);
        samples.push(data);
      }
      return samples;
    },
  };
}
