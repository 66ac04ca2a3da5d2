import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError } from '../core/atomic-file.node.js';
import { CuestaError } from '../core/errors.js';
import { acquireLock, type Lock } from './lock.node.js';

/** Names that jobs give to their files. Nothing else in a work folder is ever touched. */
const ARTIFACT = /^[0-9a-f]{32}\.tile$/;
const JOURNAL = /^journal\.jsonl$/;
const TEMPORARY = /^\.(journal\.jsonl|[0-9a-f]{32}\.tile)\.\d+-[0-9a-f]{8}\.tmp$/;

export function journalPath(folder: string): string {
  return join(folder, 'journal.jsonl');
}

/** Makes the folder if need be, locks it and removes half-written files of a killed run. Throws `config` or `io`. */
export async function openWorkFolder(folder: string): Promise<Lock> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw ioError(cause, folder, 'create');
  }
  const lock = await acquireLock(folder);
  try {
    await removeOwn(folder, [TEMPORARY]);
    return lock;
  } catch (cause) {
    await lock.release();
    throw ioError(cause, folder, 'tidy up');
  }
}

/** Forgets an earlier job: its journal and artifacts. The caller holds the lock. */
export async function discardJob(folder: string): Promise<void> {
  await removeOwn(folder, [JOURNAL, ARTIFACT]);
}

/**
 * Removes a work folder once the result of its job has been used: the files that jobs made, then the folder itself if
 * it is empty. A folder that is gone, or that another run has taken over, is left alone.
 */
export async function removeWorkFolder(folder: string): Promise<void> {
  try {
    const lock = await acquireLock(folder);
    try {
      await removeOwn(folder, [JOURNAL, ARTIFACT, TEMPORARY]);
    } finally {
      await lock.release();
    }
    await rmdir(folder);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const inUse = cause instanceof CuestaError && cause.code === 'config';
    if (!inUse && !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(code)) throw ioError(cause, folder, 'remove');
  }
}

async function removeOwn(folder: string, patterns: readonly RegExp[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (patterns.some((pattern) => pattern.test(name))) await rm(join(folder, name), { force: true });
  }
}
