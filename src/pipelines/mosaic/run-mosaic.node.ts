import { CuestaError } from '../../core/errors.js';
import { mergeSeams, seamReport, worstSeam } from '../../mosaic/seam-report.js';
import type { JobContext } from '../../product/job-context.js';
import { finishProduct, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import type { MosaicResult } from './mosaic-result.js';
import type { MosaicTask, MosaicTileValue } from './mosaic-task.js';
import type { MosaicJob } from './plan-mosaic.node.js';
import { writeMosaicReport } from './report.node.js';
import { seamLabel } from './seam-label.node.js';

/**
 * Computes the mosaic, writes it with its siblings, sidecar and report. Throws `input` when no input has a valid sample
 * in its extent (`no-overlap` for one of several files), and `quality` when a seam exceeds `maxSeam`: the product stands then all the same, so that the seam can
 * be looked at.
 */
export async function runMosaic(job: MosaicJob, context: JobContext): Promise<MosaicResult> {
  const warnings = datumWarnings(job);
  for (const warning of warnings) context.log('warn', warning);
  const product = await runProduct<MosaicTask, MosaicTileValue>(job.definition, job.plan, context, (values) =>
    requireSamples(job, values),
  );
  for (const warning of unusedWarnings(job, product.values)) {
    warnings.push(warning);
    context.log('warn', warning);
  }
  const seams = seamReport(mergeSeams(product.values.map((value) => value.seams)));
  const result: MosaicResult = { ...product, seams, worst: worstSeam(seams), warnings };
  await writeProductSidecar({ ...job, result: product, context, metrics: { seams }, warnings });
  if (job.config.report !== undefined) await writeMosaicReport(job.config.report, job, result, context);
  await finishProduct(job.plan);
  checkSeam(job, result);
  return result;
}

function requireSamples({ inputs, config, tile }: MosaicJob, values: readonly MosaicTileValue[]): void {
  if (values.some(({ present }) => present.length > 0)) return;
  if (tile !== null) {
    throw new CuestaError('no-overlap', `No input has a valid sample in ${config.output}.`, {
      subject: config.output,
    });
  }
  const [first, ...others] = inputs.map(({ path }) => path);
  const who = others.length === 0 ? first! : `Neither ${first} nor any other input`;
  const what = others.length === 0 ? 'no valid sample' : 'a valid sample';
  throw new CuestaError('input', `${who} has ${what} in the extent of ${config.output}.`, {
    subject: first!,
    hint: 'Look at the inputs with cuesta info --statistics; check their nodata value, and --bbox.',
  });
}

function datumWarnings({ definition }: MosaicJob): string[] {
  if (definition.grid.crs.vertical.kind !== 'unknown') return [];
  return [
    'No input states its vertical datum; they were taken for one and the same. State it with --assume-vertical.',
  ];
}

/** Inputs that have no say in the mosaic; of a part of it most have none. */
function unusedWarnings({ inputs, config, tile }: MosaicJob, values: readonly MosaicTileValue[]): string[] {
  if (tile !== null) return [];
  const present = new Set(values.flatMap((value) => value.present));
  return inputs
    .filter((_, order) => !present.has(order))
    .map(({ path }) => `${path} has no valid sample in the extent of ${config.output} and was not used.`);
}

function checkSeam({ config, inputs }: MosaicJob, { worst }: MosaicResult): void {
  if (config.maxSeam === undefined || worst === null || worst.heightJump.ratio <= config.maxSeam) return;
  const ratio = worst.heightJump.ratio.toFixed(2);
  throw new CuestaError(
    'quality',
    `The seam at ${seamLabel(worst, inputs)} is ${ratio} times as rough as its surroundings; --max-seam allows ${config.maxSeam}.`,
    {
      subject: config.output,
      hint: 'The mosaic was written all the same: look at it there. A larger --feather, or aligning the inputs first, helps.',
    },
  );
}
