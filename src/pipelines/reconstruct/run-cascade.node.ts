import { mkdir, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { ioError } from '../../core/atomic-file.node.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { taskId } from '../../jobs/task-id.node.js';
import { inspectInputs } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { CascadeJob, CascadeStep } from './plan-cascade.node.js';
import { planSources, type ReconstructJob } from './plan-reconstruct.node.js';
import type { ReconstructResult } from './reconstruct-result.js';
import { runReconstruct } from './run-reconstruct.node.js';
import { readStepRecord, type StepSummary, writeStepRecord } from './step-record.node.js';

/**
 * Makes the DTMs of a cascade from coarse to fine, each with the one before it as its reference. Those of earlier steps that stand as they
 * would be made are taken over. Throws what {@link runReconstruct} throws; steps that are done stay for the next run.
 */
export async function runCascade(
  { steps, folder, keeps, config }: CascadeJob,
  context: JobContext,
): Promise<ReconstructResult> {
  const earlier: StepSummary[] = [];
  if (steps.length > 1) {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw ioError(cause, folder, 'create');
    });
  }
  for (const [i, step] of steps.slice(0, -1).entries()) {
    const inner = { ...innerContext(context, i, steps.length), settings: innerSettings(context, keeps) };
    const job = await jobOf(step, i, inner);
    earlier.push(await makeStep(step, job, inner));
  }
  const last = steps.at(-1)!;
  const own = steps.length === 1 ? context : innerContext(context, steps.length - 1, steps.length);
  const job = await jobOf(last, steps.length - 1, own);
  const result = await runReconstruct({ ...job, asked: config, earlier }, own);
  if (!keeps && steps.length > 1) await rm(folder, { recursive: true, force: true });
  return result;
}

/** The folder of its own is the program's to write into; tiles of earlier steps lie beside their DTMs. */
function innerSettings({ settings }: JobContext, keeps: boolean): JobContext['settings'] {
  return { ...settings, work: undefined, overwrite: settings.overwrite || !keeps };
}

function innerContext(context: JobContext, i: number, count: number): JobContext {
  const where = `step ${i + 1} of ${count}: `;
  return {
    ...context,
    progress: (update) => context.progress({ ...update, stage: where + update.stage }),
    log: (level, message, fields) => context.log(level, where + message, fields),
  };
}

/** With the reference as it is now. */
async function jobOf(
  step: CascadeStep,
  i: number,
  { signal, settings }: JobContext,
): Promise<ReconstructJob> {
  if (i === 0) return planSources(step.config, step.sources, settings);
  const [reference] = await inspectInputs([step.config.reference], signal);
  return planSources(step.config, { ...step.sources, reference: reference! }, settings);
}

async function makeStep(step: CascadeStep, job: ReconstructJob, context: JobContext): Promise<StepSummary> {
  const { config } = step;
  const key = keyOf(job);
  const known = await readStepRecord(config.output, key);
  if (known !== null) {
    context.log('info', `${config.output} is taken over.`);
    return known;
  }
  const { plan } = job;
  const { outputs, metrics, seconds } = await runReconstruct(job, context);
  const { x, y } = groundPixelSize(plan.grid);
  const { mean, rmse } = metrics.residual;
  const summary: StepSummary = {
    name: step.name,
    images: config.image.map((path) => basename(path)),
    ...{ reference: basename(config.reference), output: basename(config.output) },
    ...{ pixel: Math.sqrt(x * y), tiles: metrics.networkTiles.predicted, seconds },
    residual: { mean, rmse },
  };
  await writeStepRecord(config.output, { key, sha256: outputs[0]!.sha256, summary });
  return summary;
}

/** All that a step's DTM depends on: its tiles as planned, and how the images get into their places. */
function keyOf({ definition, config, suns, pairs }: ReconstructJob): string {
  const { register, compress, level, bigtiff } = config;
  return taskId({
    tiles: definition.config.store.key,
    ...{ register, referenceImage: config.referenceImage ?? null, suns, pairs },
    ...{ compress, level: level ?? null, bigtiff },
  });
}
