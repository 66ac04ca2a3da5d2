import type { CheckResult } from '../../adjust/check-heights.js';
import type { AdjustmentResult } from '../../adjust/result.js';
import type { Overlap } from '../../match/overlap-graph.js';
import type { TieRecord } from '../../match/tie-record.js';
import type { PlacedPoint } from './adjust-task.js';
import type { SeenPoint } from './screen-control.js';

/** What matching found in one overlap. */
export interface MatchedOverlap {
  readonly a: string;
  readonly b: string;
  readonly direction: Overlap['direction'];
  /** Tie points planned, matched, and kept by the screening. */
  readonly planned: number;
  readonly matched: number;
  readonly kept: number;
  /** Pixels; NaN without an affine. */
  readonly rmse: number;
  /** Heights compared. */
  readonly heights: number;
}

export interface ControlSummary {
  readonly read: number;
  readonly outside: number;
  readonly imprecise: number;
  readonly thinned: number;
  /** Points (not sightings) that took part in the adjustment, and check points that were measured. */
  readonly control: number;
  readonly check: number;
  /** Sightings of a point in a scene that were left out, by reason. */
  readonly rejected: Readonly<Record<'missing' | 'slope' | 'residual', number>>;
}

/** Everything that the observations and the two adjustments gave. */
export interface AdjustedBlock {
  readonly orbits: readonly string[];
  readonly overlaps: readonly MatchedOverlap[];
  readonly ties: readonly TieRecord[];
  /** Null when nothing was adjusted in plan. */
  readonly plan: AdjustmentResult | null;
  readonly height: AdjustmentResult;
  readonly control: ControlSummary | null;
  readonly seen: readonly SeenPoint[];
  /** Null without check points. */
  readonly checks: CheckResult | null;
  /** RMSE of the scenes as they are given at the check points, metres; NaN without any. */
  readonly givenRmse: number;
  /** Where the height differences of the overlaps lie, by the id of the observation; corrected map coordinates. */
  readonly places: ReadonlyMap<string, PlacedPoint>;
  readonly warnings: readonly string[];
}
