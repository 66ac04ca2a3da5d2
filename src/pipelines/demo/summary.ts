import type { SeamReport } from '../../mosaic/seam-report.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import type { DemoMoon, SkippedMoon } from './make-moon.node.js';
import type { DemoStripes } from './make-stripes.node.js';
import type { DemoMeasures } from './measure.node.js';

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
  readonly stripes: StripesSummary;
  readonly moon: MoonSummary | SkippedMoon;
}

/** The stripes, adjusted and pasted as they are, and the check points that no adjustment saw. */
export interface StripesSummary {
  readonly adjusted: MosaicSummary;
  readonly paste: MosaicSummary;
  /** RMSE in metres: of the scenes as they are given, and of the adjusted mosaic. */
  readonly checkPoints: { readonly given: number; readonly adjusted: number };
}

/** Heights made of images. */
export interface MoonSummary {
  readonly coarse: HeightErrors;
  readonly dtm: HeightErrors;
  /** From every image alone. */
  readonly singles: readonly HeightErrors[];
  /** Standard deviation among those from one image, metres. */
  readonly spread: number;
}

/** RMSE against the truth: metres, and degrees of slope. */
export interface HeightErrors {
  readonly rmse: number;
  readonly nmad: number;
  readonly slopeRmse: number;
}

/** What the parts of the demo found. */
export interface DemoFindings {
  readonly measures: DemoMeasures;
  readonly blended: SeamReport;
  readonly pasted: SeamReport;
  readonly stripes: DemoStripes;
  readonly moon: DemoMoon | SkippedMoon;
}

export function summarise({ measures, blended, pasted, stripes, moon }: DemoFindings): DemoSummary {
  const { blend, paste, noiseFloor, method } = measures;
  const { block, paste: pastedStripes, pasteSeams, adjusted } = stripes;
  return {
    blend: summaryOf(blend.accuracy, blended),
    paste: summaryOf(paste.accuracy, pasted),
    noiseFloor,
    method,
    pixels: blend.accuracy.count,
    stripes: {
      adjusted: summaryOf(block, adjusted.seams.blended),
      paste: summaryOf(pastedStripes, pasteSeams),
      checkPoints: { given: adjusted.block.givenRmse, adjusted: adjusted.mosaicRmse },
    },
    moon: 'skipped' in moon ? moon : summariseMoon(moon),
  };
}

function summaryOf({ rmse, nmad, mean }: Accuracy, { overall }: SeamReport): MosaicSummary {
  const { median, insideMedian, ratio } = overall.heightJump;
  return { rmse, nmad, mean, seamStep: median, besideStep: insideMedian, seamRatio: ratio };
}

function summariseMoon({ accuracies, errors: { slopeRmse, spread } }: DemoMoon): MoonSummary {
  const [coarse, dtm, ...singles] = accuracies.map(({ rmse, nmad }, i) => {
    return { rmse, nmad, slopeRmse: slopeRmse[i]! };
  });
  return { coarse: coarse!, dtm: dtm!, singles, spread };
}
