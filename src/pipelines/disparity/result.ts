import { MATCH_CLASS } from '../../kernels/semi-global/index.js';
import type { Moments } from '../../math/moments.js';
import type { PenaltySearch } from '../../stereo/penalty-search.js';
import type { ThresholdSearch } from '../../stereo/threshold-search.js';
import type { ProductName } from './disparity-task.js';

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

export interface DisparityOutput {
  readonly name: ProductName;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DisparityResult {
  readonly outputs: readonly DisparityOutput[];
  readonly statistics: DisparityStatistics;
  readonly levels: number;
  /** What `--tune` tried and found. */
  readonly search: PenaltySearch | ThresholdSearch | null;
  readonly seconds: number;
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
