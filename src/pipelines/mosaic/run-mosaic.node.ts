import { CuestaError } from '../../core/errors.js';
import { mergeSeams, seamReport, worstSeam } from '../../mosaic/seam-report.js';
import type { JobContext } from '../../product/job-context.js';
import { finishProduct, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import type { MosaicResult } from './mosaic-result.js';
import type { MosaicTask, MosaicTileValue } from './mosaic-task.js';
import type { MosaicJob } from './plan-mosaic.node.js';
import { writeMosaicReport } from './report.node.js';

/**
 * Computes the mosaic, writes it with its siblings, sidecar and report. Throws `quality` when a seam exceeds
 * `maxSeam`: the product stands all the same, so that the seam can be looked at.
 */
export async function runMosaic(job: MosaicJob, context: JobContext): Promise<MosaicResult> {
  const product = await runProduct<MosaicTask, MosaicTileValue>(job.definition, job.plan, context);
  const seams = seamReport(mergeSeams(product.values.map((value) => value.seams)));
  const result: MosaicResult = { ...product, seams, worst: worstSeam(seams) };
  const warnings = warningsOf(job);
  for (const warning of warnings) context.log('warn', warning);
  await writeProductSidecar({ ...job, result: product, context, metrics: { seams }, warnings });
  if (job.config.report !== undefined)
    await writeMosaicReport(job.config.report, job, result, warnings, context);
  await finishProduct(job.plan);
  checkSeam(job, result);
  return result;
}

function warningsOf({ definition, inputs, config }: MosaicJob): string[] {
  const warnings: string[] = [];
  if (definition.grid.crs.vertical.kind === 'unknown') {
    warnings.push(
      'No input states its vertical datum; they were taken for one and the same. State it with --assume-vertical.',
    );
  }
  const unused = inputs.filter((_, order) => {
    const { footprint } = definition.config.inputs.find((input) => input.order === order)!;
    const { width, height } = definition.grid;
    return (
      footprint.col >= width ||
      footprint.row >= height ||
      footprint.col + footprint.width <= 0 ||
      footprint.row + footprint.height <= 0
    );
  });
  for (const { path } of unused)
    warnings.push(`${path} lies outside the output (${config.output}) and was not used.`);
  return warnings;
}

function checkSeam({ config }: MosaicJob, { worst }: MosaicResult): void {
  if (config.maxSeam === undefined || worst === null || worst.heightJump.ratio <= config.maxSeam) return;
  const { a, b, heightJump } = worst;
  const ratio = heightJump.ratio.toFixed(2);
  throw new CuestaError(
    'quality',
    `The seam between inputs ${a} and ${b} is ${ratio} times as rough as its surroundings; --max-seam allows ${config.maxSeam}.`,
    {
      subject: config.output,
      hint: 'The mosaic was written all the same: look at it there. A larger --feather, or aligning the inputs first, helps.',
    },
  );
}
