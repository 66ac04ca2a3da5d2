import type { SeamReport } from '../../mosaic/seam-report.js';
import type { ProductResult } from '../../product/run-product.node.js';
import type { AdjustedBlock } from './adjusted-block.js';
import type { FuseValue } from './fuse-task.js';

export interface AdjustResult extends ProductResult<FuseValue> {
  readonly block: AdjustedBlock;
  readonly seams: AdjustSeams;
  /** RMSE of the mosaic at the check points, metres; NaN without any. */
  readonly mosaicRmse: number;
  readonly stageSeconds: { readonly adjust: number; readonly fuse: number };
}

export interface AdjustSeams {
  readonly blended: SeamReport;
  /** Of the scenes pasted over each other, as they are given and corrected; null without a report. */
  readonly given: SeamReport | null;
  readonly corrected: SeamReport | null;
}
