import type { Grid } from '../core/georef.js';
import type { Compute } from '../core/kernel.js';
import type { Window } from '../core/window.js';
import type { ResampleMethod } from '../kernels/resample/index.js';
import { createWarp } from '../resample/create-warp.js';
import {
  createHeightParts,
  createScatteredSampler,
  partOf,
  positionsBetween,
  type UnalignedDem,
} from './aligned-positions.js';
import type { Alignment } from './alignment.js';
import { createBackward, HIGH, LOW } from './backward.js';

/** Resamples a DEM through an alignment, window by window of a target grid. */
export interface AlignedDem {
  /** Heights on the target grid; NaN where the source has nothing. A sample does not depend on the window it comes with. */
  read(window: Window, signal: AbortSignal): Promise<Float32Array>;
}

/**
 * One resampling through the whole transform: the sample is interpolated once, by `method`, at the position that a first look
 * at the DEM gives. Its height moves with the rigid motion, and the polynomial is added.
 */
export function createAlignedDem(
  dem: UnalignedDem,
  target: Grid,
  alignment: Alignment,
  nearHeight: number,
  method: ResampleMethod,
  compute: Compute,
): AlignedDem {
  const heightsOf = createHeightParts(dem, target, alignment, nearHeight, compute);
  const back = createBackward(dem.grid, target, alignment);
  const sample = createScatteredSampler(dem.source, createWarp(dem.grid, target), compute);
  return {
    async read(window, signal) {
      const { fromLow, fromHigh, added, parts } = await heightsOf(window, signal);
      const positions = positionsBetween(back.positions, window, parts);
      const { data } = await sample(positions, window, method, signal);
      return data.map((h, i) => LOW + partOf(h, fromLow[i]!, fromHigh[i]!) * (HIGH - LOW) + added[i]!);
    },
  };
}
