import type { AlignInput, EstimateJob } from '../../align/estimate-job.js';
import type { VerticalDatum } from '../../core/crs.js';
import type { JobPlan } from '../../plan/plan.js';
import type { FileStamp, InputFile } from '../../product/inputs.node.js';
import type { AlignConfig } from './config.js';

export interface AlignJob extends EstimateJob {
  readonly config: AlignConfig;
  /** Points, initial transform, geoids: files besides the rasters that decide the result. */
  readonly auxiliary: readonly FileStamp[];
  /** Further DEMs to move. */
  readonly applied: readonly AlignInput[];
  /** Rasters to move in plan alone. */
  readonly images: readonly InputFile[];
  /** Of the products. */
  readonly vertical: VerticalDatum;
  /** As it would be without a motion, for `--dry-run`. */
  readonly plan: JobPlan;
}
