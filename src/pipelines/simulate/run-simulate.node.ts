import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import { throwIfAborted } from '../../core/errors.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputs, checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import { finishProduct, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import type { WrittenRaster } from '../../product/write-raster.node.js';
import { laserPoints } from '../../simulate/stripe-laser.js';
import { jobDescription, laserCsv, trueParameters } from './documents.js';
import { FILES } from './files.js';
import { finishedRaster } from './finished-raster.node.js';
import type { RasterJob, SimulateJob } from './plan-simulate.node.js';

export interface SimulateResult {
  readonly rasters: readonly WrittenRaster[];
  /** Rasters taken over from an interrupted run. */
  readonly reused: number;
  readonly laserPoints: number;
  /** The files beside the rasters. */
  readonly laser: string;
  readonly parameters: string;
  readonly job: string;
  readonly seconds: number;
}

/**
 * Makes the rasters one after the other, then the laser points and the descriptions; `job.json` comes last and says that the
 * folder is complete. Run again after an interruption, it keeps the rasters that it has finished.
 */
export async function runSimulate(job: SimulateJob, context: JobContext): Promise<SimulateResult> {
  const started = performance.now();
  const { config, rasters } = job;
  const at = (file: string): string => join(config.output, file);
  await makeFolder(at('scenes'));
  const documents = { laser: at(FILES.laser), parameters: at(FILES.parameters), job: at(FILES.job) };
  await checkOutputs(Object.values(documents), [], context.settings.overwrite);
  const earlier = await finishedBefore(rasters, context);
  const made: WrittenRaster[] = [];
  for (const [i, raster] of rasters.entries()) {
    made.push(earlier[i] ?? (await makeRaster(raster, context)));
    context.progress({ stage: 'simulating rasters', done: i + 1, total: rasters.length });
  }
  const count = await writeDocuments(job, documents, context.signal);
  return {
    rasters: made,
    reused: earlier.filter((raster) => raster !== null).length,
    laserPoints: count,
    ...documents,
    seconds: (performance.now() - started) / 1000,
  };
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw ioError(cause, path, 'create');
  });
}

/** Finds what is done, and checks all other outputs before any work. */
async function finishedBefore(
  rasters: readonly RasterJob[],
  { signal, settings, log }: JobContext,
): Promise<(WrittenRaster | null)[]> {
  const found: (WrittenRaster | null)[] = [];
  for (const raster of rasters) {
    const finished = await finishedRaster(raster, signal);
    if (finished === null) {
      await checkOutputsEarly(filesOfJob([raster.definition.outputs[0].path]), [], settings);
    }
    found.push(finished);
  }
  const count = found.filter((raster) => raster !== null).length;
  if (count > 0) log('info', `Kept ${count} of ${rasters.length} rasters of an earlier run.`);
  return found;
}

async function makeRaster({ definition, plan }: RasterJob, context: JobContext): Promise<WrittenRaster> {
  const result = await runProduct(definition, plan, context);
  const { config } = definition;
  await writeProductSidecar({ definition, plan, config, result, context, metrics: {}, warnings: [] });
  await finishProduct(plan);
  const { path, bytes, sha256 } = result.outputs[0];
  return { path, bytes, sha256 };
}

/** Returns the number of laser points. */
async function writeDocuments(
  { config, stripes }: SimulateJob,
  files: Pick<SimulateResult, 'laser' | 'parameters' | 'job'>,
  signal: AbortSignal,
): Promise<number> {
  throwIfAborted(signal);
  const points = laserPoints(stripes, {
    points: config.laserPoints,
    footprint: config.laserFootprint,
    outliers: config.laserOutliers,
  });
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  for (const [path, text] of [
    [files.laser, laserCsv(points, stripes)],
    [files.parameters, json(trueParameters(stripes, points))],
    [files.job, json(jobDescription(stripes, config))],
  ] as const) {
    await writeAtomically(path, (file) => file.writeFile(text));
  }
  return points.length;
}
