import type { SeamReport } from '../../mosaic/seam-report.js';
import type { DemoMeasures, MosaicErrors } from './measure.node.js';

/** How one mosaic did. Lengths in metres; ratios are of steps at seams to those beside them. */
export interface MosaicSummary {
  readonly rmse: number;
  readonly nmad: number;
  readonly mean: number;
  readonly seamStep: number;
  readonly besideStep: number;
  readonly seamRatio: number;
}

/** The demo's result in numbers: what `--json` prints. */
export interface DemoSummary {
  readonly blend: MosaicSummary;
  readonly paste: MosaicSummary;
  readonly noiseFloor: number;
  readonly method: number;
  /** Compared with the truth. */
  readonly pixels: number;
}

export function summarise(
  { blend, paste, noiseFloor, method }: DemoMeasures,
  blended: SeamReport,
  pasted: SeamReport,
): DemoSummary {
  return {
    blend: summaryOf(blend, blended),
    paste: summaryOf(paste, pasted),
    noiseFloor,
    method,
    pixels: blend.accuracy.count,
  };
}

function summaryOf({ accuracy }: MosaicErrors, { overall }: SeamReport): MosaicSummary {
  const { rmse, nmad, mean } = accuracy;
  const { median, insideMedian, ratio } = overall.heightJump;
  return { rmse, nmad, mean, seamStep: median, besideStep: insideMedian, seamRatio: ratio };
}
