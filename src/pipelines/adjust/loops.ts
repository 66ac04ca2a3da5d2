import { loopMisclosures, pairDifferences } from '../../adjust/loops.js';
import type { AdjustmentResult } from '../../adjust/result.js';

/** Height differences summed round a loop of scenes, before and after the adjustment; metres. */
export interface Loop {
  readonly scenes: readonly string[];
  readonly before: number;
  readonly after: number;
  /** Standard error of `after`. */
  readonly sigma: number;
}

/** Misclosures of the loops with raw and with corrected heights. */
export function loopsOf(height: AdjustmentResult): Loop[] {
  const before = loopMisclosures(pairDifferences(height, 'h', 'before'));
  const after = loopMisclosures(pairDifferences(height, 'h', 'after'));
  return before.map(({ scenes, misclosure }, i) => ({
    scenes,
    before: misclosure,
    after: after[i]!.misclosure,
    sigma: after[i]!.sigma,
  }));
}
