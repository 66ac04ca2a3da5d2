import { mkdir, rm } from 'node:fs/promises';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import { throwIfAborted } from '../../core/errors.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { requireCompared } from './common-area.js';
import { datumWarning, heightsLabel } from './common-heights.node.js';
import { type CompareTask, type CompareTileValue, mergeTileValues } from './compare-task.js';
import type { CompareConfig } from './config.js';
import { type CrossSection, sampleSection, sectionLines } from './cross-sections.js';
import { openOnGrid } from './dem-reader.node.js';
import { dhStatistics } from './dh-statistics.node.js';
import { documentsOf, type PlannedComparison, type RasterCompareJob } from './plan-compare.node.js';
import { writeRasterReport } from './report.node.js';
import { type CompareResult, type Comparison, compareJson } from './result.js';

/**
 * Compares DEMs with a reference DEM: writes dh rasters, report and `compare.json` when a folder is named, and otherwise only
 * measures. An interrupted run resumes when it is started again.
 */
export async function runRasterCompare(job: RasterCompareJob, context: JobContext): Promise<CompareResult> {
  const { config, comparisons, folder } = job;
  await makeFolder(folder);
  try {
    await checkAll(job, context);
    const results: Comparison[] = [];
    for (const planned of comparisons) results.push(await compareOne(planned, job, context));
    const documents = documentsOf(config);
    const outputs = [...results.flatMap(({ dh }) => dh ?? []), ...documents];
    const result: CompareResult = { reference: config.reference, comparisons: results, outputs };
    for (const { warnings } of results) for (const warning of warnings) context.log('warn', warning);
    const [report, json] = documents;
    if (report !== undefined) await writeRasterReport(report, job, result, context);
    if (json !== undefined) await writeJson(json, result);
    for (const { plan } of comparisons) await finishProduct(plan);
    return result;
  } finally {
    if (config.output === undefined) await rm(folder, { recursive: true, force: true });
  }
}

export async function writeJson(path: string, result: CompareResult): Promise<void> {
  await writeAtomically(path, (file) => file.writeFile(`${JSON.stringify(compareJson(result), null, 2)}\n`));
}

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw ioError(cause, folder, 'create the folder');
  });
}

/** Refuses outputs that exist before the first comparison, and not when the turn comes to the last. */
async function checkAll({ config, comparisons }: RasterCompareJob, { settings }: JobContext): Promise<void> {
  const inputs = [config.reference, ...config.tested];
  for (const { definition } of comparisons) {
    const dh = definition.outputs[0].path;
    await checkOutputsEarly(filesOfJob([dh], definition.documents), inputs, settings);
  }
}

async function compareOne(
  planned: PlannedComparison,
  job: RasterCompareJob,
  context: JobContext,
): Promise<Comparison> {
  const { definition, plan, tested, heights } = planned;
  const [dh, classes] = definition.outputs as readonly [ProductOutput, ProductOutput];
  await makeFolder(plan.workFolder);
  await rm(classes.path, { force: true });
  const product = await runProduct<CompareTask, CompareTileValue>(definition, plan, context, (values) =>
    requireCompared(mergeTileValues(values), tested.path, job.reference.path),
  );
  const counts = mergeTileValues(product.values);
  const threads = plan.executor === 'sequential' ? 1 : plan.threads;
  const accuracy = await dhStatistics(dh.path, classes.path, threads, context);
  const middle = { col: counts.colSum / counts.both, row: counts.rowSum / counts.both };
  const sections = await sectionsOf(definition.config, middle, job.config, context);
  const warning = datumWarning(tested.path, job.reference.path, heights);
  const { width, height } = definition.grid;
  const pixel = groundPixelSize(definition.grid);
  const comparison: Comparison = {
    tested: tested.path,
    dh: job.config.output === undefined ? null : dh.path,
    heights: heightsLabel(heights),
    crs: definition.grid.crs.name,
    grid: { width, height, pixelX: pixel.x, pixelY: pixel.y },
    accuracy,
    slopeOf: 'reference',
    sections,
    points: null,
    warnings: warning === null ? [] : [warning],
  };
  await rm(classes.path, { force: true });
  if (comparison.dh !== null) await describeDh(planned, job, product, comparison, context);
  return comparison;
}

/** The sidecar of the dh raster. */
async function describeDh(
  { definition, plan }: PlannedComparison,
  { config }: RasterCompareJob,
  product: ProductResult<CompareTileValue>,
  { accuracy, warnings }: Comparison,
  context: JobContext,
): Promise<void> {
  const outputs = product.outputs.filter(({ name }) => name === 'dh');
  const { histogram: _, ...metrics } = accuracy;
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
  const { grid, resampling } = task;
  const compute = await createNodeCompute(settings.backend);
  const tested = await openOnGrid(task.tested, grid, resampling, compute);
  const reference = await openOnGrid(task.reference, grid, resampling, compute);
  try {
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
  } finally {
    await tested.close();
    await reference.close();
    await compute.close();
  }
}
