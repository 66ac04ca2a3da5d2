import type { Raster } from '../../core/raster.js';
import type { JobContext } from '../../product/job-context.js';
import type { Accuracy, ErrorStatistics } from '../../terrain/accuracy.js';
import { accuracyOf } from '../../terrain/accuracy-passes.js';
import { difference } from '../../terrain/difference.js';
import { compareWithTruth } from './compare-with-truth.node.js';
import type { DemoFiles } from './demo-files.node.js';
import { readHeights } from './read-heights.node.js';

/** By the number of pieces at a pixel: none (filled), one, two, three and more. */
export const COVERAGE_LABELS = ['none (filled)', '1', '2', '3 and more'] as const;

/** What is known about a mosaic by the truth. */
export interface MosaicErrors {
  readonly accuracy: Accuracy;
  /** One per {@link COVERAGE_LABELS}. */
  readonly byCoverage: readonly ErrorStatistics[];
}

export interface DemoMeasures {
  /** Compares both with the truth again, run in the demo's folder. */
  readonly command: string;
  readonly blend: MosaicErrors;
  readonly paste: MosaicErrors;
  /** RMSE in metres of the blend of the pieces' errors alone. */
  readonly noiseFloor: number;
  /** RMSE in metres of the rest: interpolation, and detail that coarse pieces and filled holes lack. */
  readonly method: number;
}

/** Compares both mosaics with the truth, and splits the error of the blend. */
export async function measure(files: DemoFiles, context: JobContext): Promise<DemoMeasures> {
  const command = 'cuesta compare mosaic.tif paste.tif --reference truth.tif -o comparison';
  const [blend, paste] = await compareWithTruth(
    { tested: [files.mosaic, files.paste], reference: files.truth, output: files.comparison },
    { ...context, command },
  );
  const { signal } = context;
  const count = await readHeights(files.count, signal);
  const dh = await readHeights(files.mosaicDh, signal);
  const noise = await readHeights(files.noise, signal);
  return {
    command,
    blend: { accuracy: blend!, byCoverage: byCoverage(dh, count) },
    paste: { accuracy: paste!, byCoverage: byCoverage(await readHeights(files.pasteDh, signal), count) },
    noiseFloor: accuracyOf(noise.data, null, 0).rmse,
    method: accuracyOf(difference(dh, noise).data, null, 0).rmse,
  };
}

function byCoverage(dh: Raster, count: Raster): readonly ErrorStatistics[] {
  const most = COVERAGE_LABELS.length - 1;
  const classes = Uint8Array.from(count.data, (n) => Math.min(n, most));
  return accuracyOf(dh.data, classes, COVERAGE_LABELS.length).classes;
}
