import { mkdir, rm, rmdir } from 'node:fs/promises';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import { throwIfAborted } from '../../core/errors.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import { alignTested, type TestedMotion } from './align-tested.node.js';
import { needsSsim, requireAsserted } from './assertions.js';
import { requireCompared, requireStable } from './common-area.js';
import { datumWarning, heightsLabel } from './common-heights.node.js';
import { type CompareTask, type CompareTileValue, mergeTileValues } from './compare-task.js';
import type { CompareConfig } from './config.js';
import { type CrossSection, sampleSection, sectionLines } from './cross-sections.js';
import { withBoth } from './dem-reader.node.js';
import { dhStatistics } from './dh-statistics.node.js';
import { directionsOf } from './directions.node.js';
import { documentsOf, type PlannedComparison, type RasterCompareJob } from './plan-compare.node.js';
import { writeRasterReport } from './report.node.js';
import { allWarnings, type CompareResult, type Comparison, compareJson, type Similarity } from './result.js';
import { peakSignal, similarityOf } from './similarity.node.js';
import { strataStatistics } from './strata.node.js';
import { uncertaintyOf } from './uncertainty.node.js';

/**
 * Compares DEMs with a reference DEM: writes dh rasters, report and `compare.json` when a folder is named, and otherwise only
 * measures. An interrupted run resumes when it is started again. Throws `quality` when a demand of `assert` is missed: everything is
 * written then all the same.
 */
export async function runRasterCompare(job: RasterCompareJob, context: JobContext): Promise<CompareResult> {
  const { config, comparisons, folder } = job;
  const isNew = await makeFolder(folder);
  try {
    await checkAll(job, context);
    const results: Comparison[] = [];
    const target = { kind: 'dem', dem: job.reference, mask: job.strata.mask } as const;
    for (const planned of comparisons) {
      const moved = planned.isAligned ? await alignTested(planned, config, target, context) : null;
      results.push(await compareOne(planned, moved, job, context));
    }
    const documents = documentsOf(config);
    const outputs = [...results.flatMap(({ dh }) => dh ?? []), ...documents];
    const result: CompareResult = { reference: config.reference, comparisons: results, outputs };
    for (const warning of allWarnings(result)) context.log('warn', warning);
    const [report, json] = documents;
    if (report !== undefined) await writeRasterReport(report, job, result, context);
    if (json !== undefined) await writeJson(json, result);
    for (const { plan } of comparisons) await finishProduct(plan);
    requireAsserted(
      config.align ? results.filter(({ alignment }) => alignment !== null) : results,
      config.assert,
    );
    return result;
  } finally {
    if (config.output === undefined) await rm(folder, { recursive: true, force: true });
    else if (isNew) await removeIfEmpty(folder);
  }
}

export async function writeJson(path: string, result: CompareResult): Promise<void> {
  await writeAtomically(path, (file) => file.writeFile(`${JSON.stringify(compareJson(result), null, 2)}\n`));
}

/** Whether it was not there before. */
export async function makeFolder(folder: string): Promise<boolean> {
  const made = await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw ioError(cause, folder, 'create the folder');
  });
  return made !== undefined;
}

/** After a refusal nothing is left; what holds something stays: its run can be resumed. */
export async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

/** Refuses outputs that exist before the first comparison, and not when the turn comes to the last. */
async function checkAll({ config, comparisons }: RasterCompareJob, { settings }: JobContext): Promise<void> {
  const { reference, tested, mask, classes } = config;
  const inputs = [reference, ...tested, ...[mask, classes].filter((path) => path !== undefined)];
  for (const { definition } of comparisons) {
    const dh = definition.outputs[0].path;
    await checkOutputsEarly(filesOfJob([dh], definition.documents), inputs, settings);
  }
}

async function compareOne(
  still: PlannedComparison,
  moved: TestedMotion | null,
  job: RasterCompareJob,
  context: JobContext,
): Promise<Comparison> {
  const planned = moved === null ? still : withMotion(still, moved);
  const { definition, plan, tested } = planned;
  const [, ...classes] = definition.outputs;
  const removeClasses = async (): Promise<void> => {
    for (const { path } of classes) await rm(path, { force: true });
  };
  await makeFolder(plan.workFolder);
  await removeClasses();
  const { reference, config } = job;
  const product = await runProduct<CompareTask, CompareTileValue>(definition, plan, context, (values) => {
    const counts = mergeTileValues(values);
    requireCompared(counts, tested.path, reference.path);
    if (config.mask !== undefined) requireStable(counts, config.mask);
  });
  const comparison = await measure(planned, moved, job, mergeTileValues(product.values), context);
  await removeClasses();
  if (comparison.dh !== null) await describeDh(planned, job, product, comparison, context);
  return comparison;
}

/** The plan holds whatever the motion is: the compared grid stays. */
function withMotion(planned: PlannedComparison, { motion }: TestedMotion): PlannedComparison {
  const { definition } = planned;
  const tested = { ...definition.config.tested, motion };
  return { ...planned, definition: { ...definition, config: { ...definition.config, tested } } };
}

/** All that is measured on the finished differences. */
async function measure(
  planned: PlannedComparison,
  moved: TestedMotion | null,
  { config, reference }: RasterCompareJob,
  counts: CompareTileValue,
  context: JobContext,
): Promise<Comparison> {
  const { definition, plan, tested, heights } = planned;
  const { grid } = definition;
  const [dh, slope, ...strata] = definition.outputs as readonly [
    ProductOutput,
    ProductOutput,
    ...ProductOutput[],
  ];
  const threads = plan.executor === 'sequential' ? 1 : plan.threads;
  const bySlope = { path: slope.path, count: SLOPE_CLASSES.length };
  const accuracy = await dhStatistics(dh.path, bySlope, threads, context);
  const middle = { col: counts.colSum / counts.both, row: counts.rowSum / counts.both };
  const warning = datumWarning(tested.path, reference.path, heights);
  const pixel = groundPixelSize(grid);
  return {
    name: planned.name,
    tested: tested.path,
    alignment: moved?.applied ?? null,
    dh: config.output === undefined ? null : dh.path,
    heights: heightsLabel(heights),
    crs: grid.crs.name,
    grid: { width: grid.width, height: grid.height, pixelX: pixel.x, pixelY: pixel.y },
    accuracy,
    slopeOf: 'reference',
    similarity: await similarity(planned, counts, accuracy.rmse, config, context),
    strata: await strataStatistics(dh.path, strata, threads, context),
    uncertainty: config.uncertainty
      ? await uncertaintyOf(planned, accuracy.count, config.seed, context)
      : null,
    directions:
      config.direction === undefined
        ? null
        : { azimuth: config.direction, ...(await directionsOf(dh.path, grid, config.direction, context)) },
    sections: await sectionsOf(definition.config, middle, config, context),
    points: null,
    warnings: [
      ...(warning === null ? [] : [warning]),
      ...(moved?.warnings ?? []).map((text) => `${planned.name}: ${text}`),
    ],
  };
}

async function similarity(
  { definition }: PlannedComparison,
  { range }: CompareTileValue,
  rmse: number,
  config: CompareConfig,
  context: JobContext,
): Promise<Similarity> {
  // A comparison without a common height has ended before.
  const [lowest, highest] = range!;
  if (config.similarity || needsSsim(config.assert)) {
    return similarityOf(definition.config, [lowest, highest], rmse, context);
  }
  return { ...peakSignal(highest - lowest, rmse), ssim: null, resolution: null };
}

/** The sidecar of the dh raster. */
async function describeDh(
  { definition, plan }: PlannedComparison,
  { config }: RasterCompareJob,
  product: ProductResult<CompareTileValue>,
  { accuracy, alignment, warnings }: Comparison,
  context: JobContext,
): Promise<void> {
  const outputs = product.outputs.filter(({ name }) => name === 'dh');
  const { histogram: _, ...metrics } = { ...accuracy, alignment };
  await writeProductSidecar({
    definition,
    plan,
    config,
    result: { ...product, outputs },
    context,
    metrics,
    warnings,
  });
}

async function sectionsOf(
  task: CompareTask,
  middle: { readonly col: number; readonly row: number },
  { profile }: CompareConfig,
  { signal, settings }: JobContext,
): Promise<CrossSection[]> {
  const { grid } = task;
  return withBoth(task, settings.backend, async (tested, reference) => {
    const sections: CrossSection[] = [];
    for (const line of sectionLines(grid, middle, profile)) {
      throwIfAborted(signal);
      const section = await sampleSection(
        line,
        grid,
        (window) => tested.read(window, signal),
        (window) => reference.read(window, signal),
      );
      sections.push(section);
    }
    return sections;
  });
}
