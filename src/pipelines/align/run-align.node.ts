import { alignmentJson, alignmentText } from '../../align/transform-file.js';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { planProduct } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import type { AlignTask } from './align-task.js';
import { type AlignJob, appliedPath, defineProduct } from './plan-align.node.js';
import { writeAlignReport } from './report.node.js';
import { alignmentFacts } from './result.js';
import { type SolvedAlignment, solveAlignment } from './solve-align.node.js';

export interface AlignResult {
  readonly solved: SolvedAlignment;
  /** The source, then the further DEMs. */
  readonly products: readonly ProductResult<null>[];
}

/** Estimates the alignment, moves the source and the further DEMs, and writes transform and report. */
export async function runAlign(job: AlignJob, context: JobContext): Promise<AlignResult> {
  const { config, source, applied } = job;
  const { signal, progress, settings } = context;
  progress({ stage: 'estimating', done: 0, total: 1 });
  const compute = await createNodeCompute(settings.backend);
  const solved = await solveAlignment(job, compute, signal).finally(() => compute.close());
  progress({ stage: 'estimating', done: 1, total: 1 });
  for (const warning of solved.warnings) context.log('warn', warning);
  if (config.transformOut !== undefined) await writeTransform(config.transformOut, job, solved);
  const inputs = [source, ...applied];
  const products: ProductResult<null>[] = [];
  for (const [i, input] of inputs.entries()) {
    const output = i === 0 ? config.output : appliedPath(config, input.path);
    const definition = defineProduct(job, input, output, solved.alignment, solved.nearHeight);
    const plan = planProduct(definition, settings);
    const result = await runProduct<AlignTask, null>(definition, plan, {
      ...context,
      // The transform was checked before the work and has just been written.
      settings: i === 0 && config.transformOut !== undefined ? { ...settings, overwrite: true } : settings,
    });
    const metrics = alignmentFacts(solved);
    await writeProductSidecar({
      definition,
      plan,
      config,
      result,
      context,
      metrics,
      warnings: solved.warnings,
    });
    if (i === 0 && config.report !== undefined) await writeAlignReport(config.report, job, solved, context);
    await finishProduct(plan);
    products.push(result);
  }
  return { solved, products };
}

async function writeTransform(path: string, { source }: AlignJob, solved: SolvedAlignment): Promise<void> {
  const { ellipsoid } = geographicOf(source.grid.crs);
  const { alignment, description } = solved;
  const text = /\.txt$/i.test(path)
    ? alignmentText(alignment, description.centroid, ellipsoid, path)
    : `${JSON.stringify({ ...alignmentJson(alignment, description.centroid, ellipsoid), ...alignmentFacts(solved) }, null, 2)}\n`;
  await writeAtomically(path, (file) => file.writeFile(text));
}
