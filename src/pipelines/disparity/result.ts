import type { Moments } from '../../math/moments.js';
import { MATCH_CLASS } from '../../stereo/consistency.js';

/** What is known about a finished disparity map. Shares are of the samples of the left image. */
export interface DisparityStatistics {
  /** Share with a disparity, after all checks. */
  readonly completeness: number;
  readonly occluded: number;
  readonly mismatched: number;
  /** Matched, but in a patch that was too small. */
  readonly removed: number;
  /** Of the disparities, columns. */
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

/** `classes`: number of pixels by class; `samples`: of the left image. */
export function statisticsOf(
  moments: Moments,
  classes: readonly number[],
  samples: number,
): DisparityStatistics {
  return {
    completeness: moments.count / samples,
    occluded: classes[MATCH_CLASS.occluded] / samples,
    mismatched: classes[MATCH_CLASS.mismatched] / samples,
    removed: classes[MATCH_CLASS.peak] / samples,
    least: moments.min,
    greatest: moments.max,
    mean: moments.mean,
    standardDeviation: Math.sqrt(moments.m2 / moments.count),
  };
}
