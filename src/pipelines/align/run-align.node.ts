import { alignmentDocument, alignmentFacts } from '../../align/alignment-facts.js';
import { type SolvedAlignment, solveAlignment } from '../../align/solve-alignment.node.js';
import { alignmentText } from '../../align/transform-file.js';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import type { AlignJob } from './align-job.js';
import type { AlignTask } from './align-task.js';
import { appliedPath, defineDem, defineImage, imageWarning } from './define-products.node.js';
import { writeAlignReport } from './report.node.js';

export interface AlignResult {
  readonly solved: SolvedAlignment;
  /** The source, then the further DEMs, then the images. */
  readonly products: readonly ProductResult<null>[];
  readonly warnings: readonly string[];
}

/** Estimates the alignment, moves the source, the further DEMs and the images, and writes transform and report. */
export async function runAlign(job: AlignJob, context: JobContext): Promise<AlignResult> {
  const { config, source, applied, images } = job;
  const { signal, progress, settings } = context;
  progress({ stage: 'estimating', done: 0, total: 1 });
  const compute = await createNodeCompute(settings.backend);
  const solved = await solveAlignment(job, compute, signal).finally(() => compute.close());
  progress({ stage: 'estimating', done: 1, total: 1 });
  if (config.transformOut !== undefined) await writeTransform(config.transformOut, job, solved);
  const { alignment, nearHeight } = solved;
  const definitions = [
    defineDem(job, source, config.output, alignment, nearHeight),
    ...applied.map((dem) => defineDem(job, dem, appliedPath(config, dem.path), alignment, nearHeight)),
    ...images.map((image) => defineImage(job, image, alignment, nearHeight)),
  ];
  const warnings = [...solved.warnings, ...imageWarnings(definitions)];
  for (const warning of warnings) context.log('warn', warning);
  const products: ProductResult<null>[] = [];
  for (const [i, definition] of definitions.entries()) {
    const plan = planProduct(definition, settings);
    const result = await runProduct<AlignTask, null>(definition, plan, {
      ...context,
      // The transform was checked before the work and has just been written.
      settings: i === 0 && config.transformOut !== undefined ? { ...settings, overwrite: true } : settings,
    });
    const metrics = alignmentFacts(solved);
    await writeProductSidecar({ definition, plan, config, result, context, metrics, warnings });
    if (i === 0 && config.report !== undefined) await writeAlignReport(config.report, job, solved, context);
    await finishProduct(plan);
    products.push(result);
  }
  return { solved, products, warnings };
}

function imageWarnings(definitions: readonly ProductDefinition<AlignTask>[]): string[] {
  return definitions.map(imageWarning).filter((warning) => warning !== null);
}

async function writeTransform(path: string, { source }: AlignJob, solved: SolvedAlignment): Promise<void> {
  const { ellipsoid } = geographicOf(source.grid.crs);
  const { alignment, description } = solved;
  const text = /\.txt$/i.test(path)
    ? alignmentText(alignment, description.centroid, ellipsoid, path)
    : `${JSON.stringify(alignmentDocument(solved, ellipsoid), null, 2)}\n`;
  await writeAtomically(path, (file) => file.writeFile(text));
}
