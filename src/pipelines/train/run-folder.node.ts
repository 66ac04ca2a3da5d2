import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError, removeStaleTemporaries } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { acquireLock, type Lock } from '../../jobs/lock.node.js';
import { readCheckpoint } from '../../nn/train/checkpoint.node.js';
import { type Checkpoint, checkSameTraining } from '../../nn/train/checkpoint-format.js';
import type { TrainJob } from './plan-train.node.js';

/** What lies in the folder of a run. */
export interface RunFiles {
  readonly last: string;
  readonly best: string;
  readonly metrics: string;
  readonly page: string;
  readonly result: string;
  /** Folder of the sample sheets of all validations. */
  readonly samples: string;
}

export const runFiles = (folder: string): RunFiles => ({
  last: join(folder, 'last.safetensors'),
  best: join(folder, 'best.safetensors'),
  metrics: join(folder, 'metrics.jsonl'),
  page: join(folder, 'index.html'),
  result: join(folder, 'result.json'),
  samples: join(folder, 'samples'),
});

/** Makes the folder and keeps other runs out of it. */
export async function lockRunFolder(folder: string): Promise<Lock> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw ioError(cause, folder, 'create');
  });
  const lock = await acquireLock(folder);
  for (const path of Object.values(runFiles(folder))) await removeStaleTemporaries(path);
  return lock;
}

/**
 * The checkpoint to go on from; null to start anew.
 *
 * @throws CuestaError `config` when the folder holds another run or one that is not to be resumed, `format` for a damaged checkpoint
 */
export async function checkpointToResume(
  job: TrainJob,
  { resume, overwrite }: { readonly resume: boolean; readonly overwrite: boolean },
): Promise<Checkpoint | null> {
  const { last } = runFiles(job.runFolder);
  if (!existsSync(last)) return null;
  if (resume) return readOwnCheckpoint(job, last);
  if (overwrite) return null;
  throw new CuestaError('config', `${job.runFolder} holds a training already.`, {
    subject: job.runFolder,
    hint: 'Add --resume to go on with it, --overwrite to replace it, or --run-dir for another folder.',
  });
}

/** A checkpoint of this very training. Throws `config` for that of another one, `format` and `io`. */
export async function readOwnCheckpoint(job: TrainJob, path: string): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(path);
  checkSameTraining(checkpoint, { training: job.training, config: job.identity }, path);
  return checkpoint;
}
