import { CuestaError } from '../../core/errors.js';
import { openRaster } from '../../io/open.node.js';
import { mergeSeams, seamReport } from '../../mosaic/seam-report.js';
import type { JobContext } from '../../product/job-context.js';
import { planProduct } from '../../product/product-plan.node.js';
import { finishProduct, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { adjustWholeBlock } from './adjust-block.node.js';
import type { AdjustResult } from './adjust-result.js';
import type { AdjustedBlock } from './adjusted-block.js';
import { measureControl } from './control-heights.js';
import { correctedGrid } from './corrected-grid.js';
import { writeDocuments } from './documents.node.js';
import { defineFusion } from './fuse-definition.node.js';
import type { FuseTask, FuseValue } from './fuse-task.js';
import { forgetObservations } from './observe.node.js';
import type { AdjustJob } from './plan-adjust.node.js';
import { writeAdjustReport } from './report.node.js';

/**
 * Adjusts the block, writes the mosaic with its siblings, parameters, ties, residuals and report. Everything that is finished
 * when the run is killed is found again by the next one. Throws what rules an adjustment out: no datum, parts that hang in the
 * air, no observation at all.
 */
export async function runAdjust(job: AdjustJob, context: JobContext): Promise<AdjustResult> {
  const started = performance.now();
  const block = await adjustWholeBlock(job, context);
  for (const warning of block.warnings) context.log('warn', warning);
  const adjusted = performance.now();
  const { config, inputs, scenes, auxiliary } = job;
  const { plan, height, orbits } = block;
  const grid = config.bbox === undefined ? correctedGrid(job.grid, scenes, plan) : job.grid;
  const made: AdjustJob = { ...job, grid };
  const definition = defineFusion(config, { inputs, scenes, grid, auxiliary }, { plan, height, orbits });
  const jobPlan = planProduct(definition, context.settings);
  const product = await runProduct<FuseTask, FuseValue>(definition, jobPlan, context, (values) => {
    if (values.some(({ valid }) => valid > 0)) return;
    throw new CuestaError('input', `No scene has a valid sample in the extent of ${config.output}.`, {
      subject: config.output,
      hint: 'Look at the scenes with cuesta info --statistics; check their nodata value, and --bbox.',
    });
  });
  const compared = config.report !== undefined;
  const seamsOf = (name: 'seams' | 'given' | 'corrected') =>
    seamReport(mergeSeams(product.values.map((value) => value[name])));
  const result: AdjustResult = {
    ...product,
    block,
    seams: {
      blended: seamsOf('seams'),
      given: compared ? seamsOf('given') : null,
      corrected: compared ? seamsOf('corrected') : null,
    },
    mosaicRmse: await rmseOfMosaic(made, block, context.signal),
    stageSeconds: { adjust: (adjusted - started) / 1000, fuse: product.seconds },
  };
  const { warnings } = block;
  await writeProductSidecar({
    ...{ definition, plan: jobPlan, config, result: product, context, warnings },
    metrics: {
      checkPoints: block.checks,
      givenRmse: block.givenRmse,
      mosaicRmse: result.mosaicRmse,
      seams: result.seams.blended.overall,
    },
  });
  await writeDocuments(made, result, context);
  if (config.report !== undefined) await writeAdjustReport(config.report, made, result, context);
  await forgetObservations(config.output, context);
  await finishProduct(jobPlan);
  return result;
}

async function rmseOfMosaic(
  { config, grid }: AdjustJob,
  { seen }: AdjustedBlock,
  signal: AbortSignal,
): Promise<number> {
  const points = new Map(
    seen.filter((s) => s.role === 'check' && s.rejected === null).map(({ point }) => [point.id, point]),
  );
  if (points.size === 0) return Number.NaN;
  const source = await openRaster(config.output, { signal });
  try {
    const list = [...points.values()];
    const task = { kind: 'control', scene: 0, points: list, plan: [1, 0, 0, 0, 1, 0] } as const;
    const scene = { id: 'mosaic', path: config.output, grid, own: null, shift: null };
    const mosaic = { scenes: [scene], footprint: config.footprint };
    const heights = await measureControl(task, source, mosaic, signal);
    const errors = heights.flatMap(({ index, h }) => (h === null ? [] : [h - list[index]!.h]));
    return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  } finally {
    await source.close();
  }
}
