import { rm } from 'node:fs/promises';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { createBatchOrder, type Draw } from '../../nn/train/batch-order.js';
import { type BatchPool, openBatchPool } from '../../nn/train/batch-pool.node.js';
import { writeCheckpoint } from '../../nn/train/checkpoint.node.js';
import { type Checkpoint, initialProgress, type TrainingProgress } from '../../nn/train/checkpoint-format.js';
import { chooseDevice, type DeviceChoice, tryDevice } from '../../nn/train/choose-device.node.js';
import { openMetricsLog } from '../../nn/train/metrics-log.node.js';
import { createPrefetcher, type Prefetcher, prefetchDepth } from '../../nn/train/prefetch.js';
import type { Batch } from '../../nn/train/read-batch.js';
import { startTrainer } from '../../nn/train/start-trainer.node.js';
import { type TrainingOutcome, type TrainingPlan, train } from '../../nn/train/train.js';
import type { Trainer } from '../../nn/train/trainer.js';
import type { JobContext } from '../../product/job-context.js';
import { scheduleOf } from './config.js';
import { DISCRIMINATOR } from './discriminator.js';
import { poolMetrics } from './metrics.js';
import { PHASE, setupOf, type TrainJob } from './plan-train.node.js';
import { checkpointToResume, lockRunFolder, type RunFiles, runFiles } from './run-folder.node.js';
import { createRunPage } from './run-page.node.js';
import { requireMemory } from './step-memory.js';
import { calibrationOf, plainDraws, validationBatches } from './validation-batches.node.js';

export interface TrainOptions {
  readonly resume: boolean;
  /** Milliseconds; null trains to the end. */
  readonly budgetMs: number | null;
}

export interface TrainResult {
  readonly reason: TrainingOutcome['reason'];
  readonly progress: TrainingProgress;
  readonly device: DeviceChoice;
  /** Iterations that an earlier run did. */
  readonly resumedFrom: number;
  readonly samplesPerSecond: number;
  readonly stallShare: number;
  readonly seconds: number;
  readonly files: RunFiles;
}

/** Trains to the end, to the budget or until it brings no gain. Throws `config` for a step that does not fit the memory; `cancelled`, `numeric`, `input` after a last checkpoint. */
export async function runTrain(
  job: TrainJob,
  options: TrainOptions,
  context: JobContext,
): Promise<TrainResult> {
  if (job.config.device !== 'webgpu') requireMemory(job, process.availableMemory());
  const lock = await lockRunFolder(job.runFolder);
  try {
    const { overwrite } = context.settings;
    const checkpoint = await checkpointToResume(job, { resume: options.resume, overwrite });
    if (checkpoint === null) {
      for (const path of Object.values(runFiles(job.runFolder)))
        await rm(path, { force: true, recursive: true });
    }
    const pool = await openBatchPool(job.data.source, { workers: job.config.prefetch.workers });
    try {
      return await trainWithPool(job, options, context, pool, checkpoint);
    } finally {
      await pool.close();
    }
  } catch (error) {
    if (!(error instanceof CuestaError) || error.code !== 'cancelled') throw error;
    throw new CuestaError('cancelled', 'The training was cancelled.', {
      hint: 'Run the same command with --resume to go on.',
    });
  } finally {
    await lock.release();
  }
}

async function trainWithPool(
  job: TrainJob,
  options: TrainOptions,
  context: JobContext,
  pool: BatchPool,
  checkpoint: Checkpoint | null,
): Promise<TrainResult> {
  const { config } = job;
  const progress = checkpoint?.progress ?? initialProgress;
  const order = createBatchOrder(job.data.split.training, config.batch, config.seed);
  const device = await selectDevice(job, await pool.read(order(0), config.seed));
  if (job.data.note !== null) context.log('info', job.data.note);
  context.log('info', `Training on the ${device.device === 'cpu' ? 'CPU' : 'GPU'}: ${device.reason}.`);
  const machine = { device: device.device, threads: job.threads };
  if (checkpoint !== null) reportResume(checkpoint, machine, context);
  const setup = setupOf(job, device.device);
  const trainer = await startTrainer({ ...setup, state: checkpoint?.tensors ?? setup.state });
  try {
    const files = runFiles(job.runFolder);
    const log = await openMetricsLog(files.metrics, progress.iteration);
    const page = createRunPage(job, device, log, files);
    const started = performance.now();
    const outcome = await train(planOf(job, options), {
      ...{ trainer, progress, signal: context.signal, now: () => performance.now() },
      batches: prefetch(job, pool, order, progress.iteration),
      pool: poolMetrics,
      ...(setup.statistics ? { calibration: calibrationOf(job, pool, order) } : {}),
      validation: job.data.split.validation.length === 0 ? null : () => validationBatches(job, pool),
      onStep(record) {
        page.step(record);
        const { iteration: done } = record;
        context.progress({ stage: 'training', done, total: config.steps, reused: progress.iteration });
      },
      async onValidation(record) {
        await page.validation(record, await firstPrediction(job, pool, trainer));
        const tail = record.isBest ? ', the best so far' : '';
        const loss = record.metrics.loss!.toPrecision(5);
        context.log('info', `Step ${record.iteration}: validation loss ${loss}${tail}.`);
      },
      save: async (kind, at) =>
        writeCheckpoint(files[kind], {
          training: job.training,
          config: job.identity,
          progress: at,
          machine,
          tensors: await trainer.readState(),
        }),
    }).catch(async (error: unknown) => {
      await page.finish('interrupted', null).catch(() => undefined);
      throw error;
    });
    const seconds = (performance.now() - started) / 1000;
    const result = resultOf(job, { outcome, device, seconds, resumedFrom: progress.iteration });
    await page.finish(outcome.reason, outcome.stallShare);
    await writeResult(job, context, result);
    return result;
  } finally {
    await trainer.close();
  }
}

function selectDevice(job: TrainJob, batch: Batch): Promise<DeviceChoice> {
  const rates = Object.fromEntries(
    phasesOf(job).map(({ name, optimiser, schedule }) => [name, optimiser.rates(0, schedule.rate)]),
  );
  return chooseDevice(job.config.device, (device) => tryDevice(setupOf(job, device), batch.fields, rates));
}

/** In the order of the trainer's. */
function phasesOf({ config, optimiser, discriminator }: TrainJob): TrainingPlan['phases'] {
  const { steps } = config;
  return [
    ...(discriminator === null
      ? []
      : [
          {
            name: DISCRIMINATOR,
            optimiser: discriminator.optimiser,
            schedule: scheduleOf({ ...config.discriminator!, steps }),
          },
        ]),
    { name: PHASE, optimiser, schedule: scheduleOf(config) },
  ];
}

function planOf(job: TrainJob, { budgetMs }: TrainOptions): TrainingPlan {
  const { config } = job;
  return {
    phases: phasesOf(job),
    iterations: config.steps,
    validateEvery: config.validation.every,
    saveEvery: config.checkpoint.every,
    patience: config.validation.patience,
    budgetMs,
    validateAverage: config.optimiser.average !== null,
  };
}

function prefetch(
  { config, batchBytes, prefetchBytes }: TrainJob,
  pool: BatchPool,
  order: (iteration: number) => Draw[],
  first: number,
): Prefetcher<Batch> {
  return createPrefetcher({
    make: (i) => pool.read(order(i), config.seed),
    ...{ first, end: config.steps, now: () => performance.now() },
    depth: prefetchDepth(batchBytes, prefetchBytes, config.prefetch.workers),
  });
}

/** The first validation batch with its prediction, to be looked at. */
async function firstPrediction(
  { config, data: { split } }: TrainJob,
  pool: BatchPool,
  trainer: Trainer,
): Promise<Record<string, Float32Array>> {
  const { fields } = await pool.read(plainDraws(split.validation.slice(0, config.batch)), config.seed);
  const average = config.optimiser.average !== null;
  const copies = Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, values.slice()]));
  const { outputs } = await trainer.evaluate(copies, { average, outputs: ['prediction'] });
  return { ...fields, ...outputs };
}

function reportResume(
  { progress, machine }: Checkpoint,
  now: Checkpoint['machine'],
  { log }: JobContext,
): void {
  log('info', `Going on after step ${progress.iteration}.`);
  if (machine.device === now.device && machine.threads === now.threads) return;
  const before = `${machine.device} with ${machine.threads} threads`;
  log(
    'warn',
    `The training has run on ${before} so far; the last bits will differ from an uninterrupted run's.`,
  );
}

function resultOf(
  { config, runFolder }: TrainJob,
  run: { outcome: TrainingOutcome; device: DeviceChoice; seconds: number; resumedFrom: number },
): TrainResult {
  const { outcome, seconds, resumedFrom } = run;
  const { reason, progress, stallShare } = outcome;
  const samples = (progress.iteration - resumedFrom) * config.batch;
  return {
    ...{ reason, progress, device: run.device, resumedFrom, stallShare, seconds },
    samplesPerSecond: seconds > 0 ? samples / seconds : 0,
    files: runFiles(runFolder),
  };
}

/** What a model card needs to know about the training. */
async function writeResult(job: TrainJob, { command }: JobContext, result: TrainResult): Promise<void> {
  const { config, training, definition } = job;
  const text = JSON.stringify(
    {
      ...{ command, training, config, ...result },
      parameters: definition.declaration.parameters.size,
      samplesSeen: result.progress.iteration * config.batch,
    },
    null,
    2,
  );
  await writeAtomically(result.files.result, (file) => file.writeFile(`${text}\n`));
}
