import { hash32 } from '../../core/rng.js';
import { type CoarseDtm, coarseDtm } from '../lunar/coarse-dtm.js';
import { splineNoise } from '../lunar/spline-noise.js';
import type { HeightField } from '../lunar/stamp-crater.js';

/** A coarse model of the ground. */
export interface ReferenceOptions {
  readonly seed: number;
  /** Pixels of the terrain per cell, along both axes. */
  readonly factor: number;
  /** Standard deviation of the smoothing beyond the mean over the cell, in cells: a model resolves less than its posting. */
  readonly smoothing: number;
  /** Standard deviations of errors from cell to cell, and of those that neighbouring cells share (about 3 cells), metres. */
  readonly noise: number;
  readonly blotches: number;
}

/** Mean per cell, smoothed, with errors of two scales. Pixels of the last, incomplete cells are left out. */
export function marsReference(field: HeightField, options: ReferenceOptions): CoarseDtm {
  const { seed, factor, smoothing, noise, blotches } = options;
  const model = coarseDtm(field, { seed, factor, smoothing, noise, step: 0 });
  if (blotches === 0) return model;
  const { width, height, heights } = model;
  // A gain of 1 on a lattice of two cells gives a spread of 0.55 (see rmsDifference).
  const gains = [0, blotches / Math.sqrt(0.3)];
  const errors = splineNoise({ seed: hash32(seed ^ 0x5a), width, height, gains });
  for (let i = 0; i < heights.length; i++) heights[i] += errors[i];
  return model;
}
