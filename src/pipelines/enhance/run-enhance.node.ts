import { CuestaError } from '../../core/errors.js';
import type { JobContext } from '../../product/job-context.js';
import { finishProduct, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { type EnhanceMetrics, type EnhanceResult, errorsOf, summariseTiles } from './enhance-result.js';
import type { EnhanceTask, EnhanceTileValue } from './enhance-task.js';
import { measureAccuracy } from './measure-accuracy.node.js';
import { type EnhanceJob, GUIDANCE } from './plan-enhance.node.js';
import { writeEnhanceReport } from './report.node.js';

/**
 * Predicts all tiles, writes the DTM with its siblings and sidecars, holds it against the truth and writes the report. Throws `input` when
 * no pixel has all that the network needs.
 */
export async function runEnhance(job: EnhanceJob, context: JobContext): Promise<EnhanceResult> {
  const product = await runProduct<EnhanceTask, EnhanceTileValue>(
    job.definition,
    job.plan,
    context,
    (values) => requireHeightsMade(job, summariseTiles(values).heights),
  );
  const measured = await measureAccuracy(job, context);
  const metrics = { ...summariseTiles(product.values), accuracy: measured.map(errorsOf) };
  const warnings = warningsOf(job, metrics);
  for (const warning of warnings) context.log('warn', warning);
  const result: EnhanceResult = { ...product, metrics, warnings };
  await writeProductSidecar({ ...job, result, context, metrics, warnings });
  if (job.config.report !== undefined)
    await writeEnhanceReport(job.config.report, job, result, measured, context);
  await finishProduct(job.plan);
  return result;
}

function requireHeightsMade({ config, definition }: EnhanceJob, heights: number): void {
  if (heights > 0) return;
  const paths = definition.inputs.map(({ path }) => path).join(', ');
  throw new CuestaError('input', `No pixel of the DTM has samples of all of ${paths}.`, {
    subject: config.dem,
    hint: 'Check the nodata values and the places of the files with cuesta info --statistics.',
  });
}

/** From this share of missing pixels on a user wants to know. */
const NOTICEABLE = 0.001;

function warningsOf(job: EnhanceJob, { heights, accuracy }: EnhanceMetrics): string[] {
  const { definition, truth } = job;
  const pixels = definition.grid.width * definition.grid.height;
  const missing = 1 - heights / pixels;
  return [
    ...unusedOf(job),
    ...(missing > NOTICEABLE
      ? [
          `${(100 * missing).toFixed(1)} % of the DTM is missing: there the DEM or its guidance has no samples.`,
        ]
      : []),
    ...(accuracy[0]?.count === 0 ? [`${truth!.path} has no height where the DTM has one.`] : []),
  ];
}

/** Guidance that no network takes changes nothing, except for land use, by which errors are listed. */
function unusedOf({ config, model, baseline, truth }: EnhanceJob): string[] {
  const used = new Set([
    ...model.guidance,
    ...(baseline?.guidance ?? []),
    ...(truth === null ? [] : ['mask']),
  ]);
  return GUIDANCE.filter((name) => config[name] !== undefined && !used.has(name)).map(
    (name) => `--${name} has no effect on the heights: ${model.manifest.name} does not take it.`,
  );
}
