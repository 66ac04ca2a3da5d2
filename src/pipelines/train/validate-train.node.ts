import { existsSync } from 'node:fs';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { HeightScores } from '../../networks/jspsr/dfc30/height-scores.js';
import { createBatchOrder } from '../../nn/train/batch-order.js';
import { type BatchPool, openBatchPool } from '../../nn/train/batch-pool.node.js';
import { writeCheckpoint } from '../../nn/train/checkpoint.node.js';
import type { Checkpoint } from '../../nn/train/checkpoint-format.js';
import type { FlatValues } from '../../nn/train/initial-state.js';
import { recalibrate } from '../../nn/train/recalibrate.js';
import { startTrainer } from '../../nn/train/start-trainer.node.js';
import type { Trainer } from '../../nn/train/trainer.js';
import type { JobContext } from '../../product/job-context.js';
import { poolMetrics } from './metrics.js';
import { setupOf, type TrainJob } from './plan-train.node.js';
import { lockRunFolder, readOwnCheckpoint, runFiles } from './run-folder.node.js';
import { scoreDfc30 } from './score-dfc30.node.js';
import { calibrationOf, validationBatches } from './validation-batches.node.js';

export interface ValidateResult {
  /** Or what the training starts from. */
  readonly checkpoint: string;
  readonly iteration: number;
  readonly samples: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Of data with global models beside the truth: the network and they, in metres. */
  readonly scores?: Readonly<Record<string, HeightScores>>;
}

/**
 * Measures the best checkpoint of a run, or the last one where there is no best, or the weights that it would start from, on the CPU; these
 * also where the run folder holds another training. Throws `config` when there are none.
 */
export async function validateTrain(job: TrainJob, { signal, log }: JobContext): Promise<ValidateResult> {
  requireValidation(job);
  const path = checkpointOf(job);
  if (path === null && job.start === null) throw withoutCheckpoint(job);
  const checkpoint = path === null ? null : await ownOrNone(job, path, log);
  const measured = await withTrainer(job, checkpoint?.tensors ?? null, async (trainer, pool) => ({
    metrics: await measure(job, trainer, pool, signal),
    ...(job.config.data.type === 'dfc30'
      ? { scores: await scoreDfc30(job, trainer, pool, { signal, log }) }
      : {}),
  }));
  return {
    checkpoint: checkpoint === null ? job.start!.path : path!,
    iteration: checkpoint?.progress.iteration ?? 0,
    samples: job.data.split.validation.length,
    ...measured,
  };
}

export interface RecalibrateResult extends ValidateResult {
  /** Validation loss with the statistics that it had. */
  readonly before: number;
  /** The new statistics are better, and have been written. */
  readonly isBetter: boolean;
}

/**
 * Estimates the statistics of batch normalisation of a run's best (or last) checkpoint anew, with the training batches before it and on the
 * CPU, and writes them into it if its validation loss falls. Throws `config` when there is nothing to be recalibrated or validated.
 */
export async function recalibrateTrain(job: TrainJob, { signal }: JobContext): Promise<RecalibrateResult> {
  requireValidation(job);
  if (job.graphs.statistics === null) throw withoutStatistics(job);
  const lock = await lockRunFolder(job.runFolder);
  try {
    const path = checkpointOf(job);
    if (path === null) throw withoutCheckpoint(job);
    const checkpoint = await readOwnCheckpoint(job, path);
    const { progress } = checkpoint;
    return await withTrainer(job, checkpoint.tensors, async (trainer, pool) => {
      const { loss: before } = await measure(job, trainer, pool, signal);
      const order = createBatchOrder(job.data.split.training, job.config.batch, job.config.seed);
      const { network, batches } = calibrationOf(job, pool, order);
      await recalibrate(trainer, network, batches(progress.iteration), {
        average: job.config.optimiser.average !== null,
        signal,
      });
      const metrics = await measure(job, trainer, pool, signal);
      const { iteration } = progress;
      const isBetter = metrics.loss! < before!;
      if (isBetter) {
        const best = { iteration, loss: metrics.loss! };
        const tensors = await trainer.readState();
        await writeCheckpoint(path, { ...checkpoint, progress: { ...progress, best }, tensors });
      }
      const samples = job.data.split.validation.length;
      return { checkpoint: path, iteration, samples, metrics, before: before!, isBetter };
    });
  } finally {
    await lock.release();
  }
}

function checkpointOf({ runFolder }: TrainJob): string | null {
  const { best, last } = runFiles(runFolder);
  return [best, last].find(existsSync) ?? null;
}

/** The run's checkpoint; null where it belongs to another training and there are weights to start from. */
async function ownOrNone(job: TrainJob, path: string, log: JobContext['log']): Promise<Checkpoint | null> {
  try {
    return await readOwnCheckpoint(job, path);
  } catch (error) {
    if (job.start === null || !(error instanceof CuestaError) || error.code !== 'config') throw error;
    log('warn', `${path} belongs to another configuration; ${job.start.path} is measured.`);
    return null;
  }
}

function requireValidation(job: TrainJob): void {
  if (job.data.split.validation.length > 0) return;
  throw nothingToMeasure(job, 'The configuration keeps no samples for validation');
}

const withoutCheckpoint = (job: TrainJob): CuestaError =>
  nothingToMeasure(job, `${job.runFolder} holds no checkpoint`);

const nothingToMeasure = ({ runFolder }: TrainJob, why: string): CuestaError =>
  new CuestaError('config', `${why}.`, {
    subject: runFolder,
    hint: 'Train first, with validation.share above 0.',
  });

const withoutStatistics = ({ config }: TrainJob): CuestaError =>
  new CuestaError('config', `The network ${config.network.type} has no batch normalisation.`, {
    subject: '--recalibrate',
    hint: 'Its checkpoints can be used as they are.',
  });

/** A trainer on the CPU without steps, with the given state or that of a training's start. */
async function withTrainer<T>(
  job: TrainJob,
  state: FlatValues | null,
  action: (trainer: Trainer, pool: BatchPool) => Promise<T>,
): Promise<T> {
  const pool = await openBatchPool(job.data.source, { workers: job.config.prefetch.workers });
  let trainer: Trainer | null = null;
  try {
    const setup = setupOf(job, 'cpu');
    trainer = await startTrainer({ ...setup, phases: [], state: state ?? setup.state });
    return await action(trainer, pool);
  } finally {
    await trainer?.close();
    await pool.close();
  }
}

/** Metrics over all validation samples. */
async function measure(
  job: TrainJob,
  trainer: Trainer,
  pool: BatchPool,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  const batches = validationBatches(job, pool);
  for (let batch = await batches.next(); batch !== null; batch = await batches.next()) {
    throwIfAborted(signal);
    const average = job.config.optimiser.average !== null;
    const { metrics } = await trainer.evaluate(batch.fields, { average });
    for (const [name, value] of Object.entries(metrics)) sums[name] = (sums[name] ?? 0) + value;
  }
  const count = job.data.split.validation.length / job.config.batch;
  return poolMetrics(Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count])));
}
