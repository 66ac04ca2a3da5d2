import type { VerticalDatum } from '../../core/crs.js';
import type { JobPlan } from '../../plan/plan.js';
import type { FileStamp, InputFile } from '../../product/inputs.node.js';
import type { AlignConfig } from './config.js';
import type { GroundRaster } from './ground-raster.node.js';

/** A DEM whose heights are brought to the common vertical datum at reading. */
export type AlignInput = InputFile & GroundRaster;

/** What an alignment is estimated from. */
export interface EstimateJob {
  readonly config: AlignConfig;
  readonly source: AlignInput;
  /** Null where the reference are points. */
  readonly reference: AlignInput | null;
  readonly mask: InputFile | null;
}

export interface AlignJob extends EstimateJob {
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
