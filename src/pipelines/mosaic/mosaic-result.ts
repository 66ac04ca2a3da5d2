import type { SeamPairStatistics, SeamReport } from '../../mosaic/seam-report.js';
import type { ProductResult } from '../../product/run-product.node.js';
import type { MosaicTileValue } from './mosaic-task.js';

export interface MosaicResult extends ProductResult<MosaicTileValue> {
  readonly seams: SeamReport;
  /** The pair that `--max-seam` looks at; null when no seam is long enough to be measured. */
  readonly worst: SeamPairStatistics | null;
  readonly warnings: readonly string[];
}
