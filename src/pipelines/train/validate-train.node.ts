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
  readonly checkpoint: string;
  readonly iteration: number;
  readonly samples: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Measures the best checkpoint of a run, or the last one where there is no best, on the CPU. Throws `config` when there is none. */
export async function validateTrain(job: TrainJob, { signal }: JobContext): Promise<ValidateResult> {
  const { best, last } = runFiles(job.runFolder);
  const path = existsSync(best) ? best : last;
  const samples = job.split.validation.length;
  if (!existsSync(path) || samples === 0) {
    const why =
      samples === 0
        ? 'The configuration keeps no samples for validation'
        : `${job.runFolder} holds no checkpoint`;
    throw new CuestaError('config', `${why}.`, {
      subject: job.runFolder,
      hint: 'Train first, with validation.share above 0.',
    });
  }
  const checkpoint = await readOwnCheckpoint(job, path);
  const pool = await openBatchPool(
    { module: job.data.module, options: job.config.data },
    { workers: job.config.prefetch.workers },
  );
  let trainer: Trainer | null = null;
  try {
    trainer = await startTrainer({ ...setupOf(job, 'cpu'), phases: [], state: checkpoint.tensors });
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
      checkpoint: path,
      iteration: checkpoint.progress.iteration,
      samples,
      metrics: poolMetrics(means),
    };
  } finally {
    await trainer?.close();
    await pool.close();
  }
}
