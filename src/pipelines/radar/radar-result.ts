import type { ProductResult } from '../../product/run-product.node.js';
import type { AreaEvaluation } from './evaluate.node.js';
import type { GridValue } from './radar-task.js';

/** What was found about one pair. */
export interface PairMetrics {
  readonly left: string;
  readonly right: string;
  /** Degrees between the lines of sight. */
  readonly angle: number;
  /** Columns of parallax per metre of height. */
  readonly parallaxPerMetre: number;
  /** Largest parallax across the rows that the height error may cause over level ground, rows. */
  readonly crossParallax: number;
  readonly searched: readonly [least: number, greatest: number];
  readonly looks: readonly (readonly [x: number, y: number])[];
  /** Largest error of interpolated image positions, looked pixels. */
  readonly positionError: number;
  /** Cells with a signal in both images, and the share of them with a disparity, percent. */
  readonly overlap: number;
  readonly completeness: number;
  /** Root mean square of what is left in the range and Doppler equations, metres. */
  readonly residual: number;
  /** Mean formal standard deviation of a point's height, metres. */
  readonly sigma: number;
}

export interface RadarMetrics {
  readonly pairs: readonly PairMetrics[];
  /** Cells of the DSM. */
  readonly cells: {
    readonly matched: number;
    readonly gap: number;
    readonly void: number;
    readonly none: number;
  };
  /** The DSM of the coarse pass; null without one. */
  readonly coarse: string | null;
  /** Against the truth, where there is one. */
  readonly areas: readonly AreaEvaluation[];
}

export interface RadarResult extends ProductResult<GridValue> {
  readonly metrics: RadarMetrics;
  /** Wall time, and CPU time of all threads in the matching stage. */
  readonly stageSeconds: {
    readonly matching: number;
    readonly matchingCpu: number;
    readonly gridding: number;
  };
  readonly warnings: readonly string[];
}
