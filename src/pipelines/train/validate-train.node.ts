import { existsSync } from 'node:fs';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { openBatchPool } from '../../nn/train/batch-pool.node.js';
import { startTrainer } from '../../nn/train/start-trainer.node.js';
import type { Trainer } from '../../nn/train/trainer.js';
import type { JobContext } from '../../product/job-context.js';
import { poolMetrics } from './metrics.js';
import { setupOf, type TrainJob } from './plan-train.node.js';
import { readOwnCheckpoint, runFiles } from './run-folder.node.js';
import { validationBatches } from './validation-batches.node.js';

export interface ValidateResult {
  /** Or what the training starts from. */
  readonly checkpoint: string;
  readonly iteration: number;
  readonly samples: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Measures the best checkpoint of a run, or the last one where there is no best, or the weights that it would start from, on the CPU.
 * Throws `config` when there are none.
 */
export async function validateTrain(job: TrainJob, { signal }: JobContext): Promise<ValidateResult> {
  const { best, last } = runFiles(job.runFolder);
  const path = [best, last].find(existsSync) ?? null;
  const samples = job.data.split.validation.length;
  if ((path === null && job.start === null) || samples === 0) {
    const why =
      samples === 0
        ? 'The configuration keeps no samples for validation'
        : `${job.runFolder} holds no checkpoint`;
    throw new CuestaError('config', `${why}.`, {
      subject: job.runFolder,
      hint: 'Train first, with validation.share above 0.',
    });
  }
  const checkpoint = path === null ? null : await readOwnCheckpoint(job, path);
  const pool = await openBatchPool(job.data.source, { workers: job.config.prefetch.workers });
  let trainer: Trainer | null = null;
  try {
    const setup = setupOf(job, 'cpu');
    trainer = await startTrainer({ ...setup, phases: [], state: checkpoint?.tensors ?? setup.state });
    const sums: Record<string, number> = {};
    const batches = validationBatches(job, pool);
    for (let batch = await batches.next(); batch !== null; batch = await batches.next()) {
      throwIfAborted(signal);
      const average = job.config.optimiser.average !== null;
      const { metrics } = await trainer.evaluate(batch.fields, { average });
      for (const [name, value] of Object.entries(metrics)) sums[name] = (sums[name] ?? 0) + value;
    }
    const count = samples / job.config.batch;
    const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]));
    return {
      checkpoint: path ?? job.start!.path,
      iteration: checkpoint?.progress.iteration ?? 0,
      samples,
      metrics: poolMetrics(means),
    };
  } finally {
    await trainer?.close();
    await pool.close();
  }
}
