import { type FileHandle, open, readFile } from 'node:fs/promises';
import { ioError, writeAtomically } from '../core/atomic-file.node.js';
import { canonicalJson } from './canonical-json.js';
import type { FinishedTask } from './settle-task.js';
import { isTaskId, taskId } from './task-id.node.js';

/**
 * What is finished, as an append-only text file: a header line `{"cuesta":"journal","version":1,"job":...}`, then one
 * JSON line per finished task. A torn or damaged line (each carries a check sum) is as if it were not there. Owns the
 * file: close it.
 */
export interface Journal {
  append(entry: FinishedTask): Promise<void>;
  close(): Promise<void>;
}

const VERSION = 1;

/** A crash of the machine loses at most the lines of this period, a crash of the process none. */
const SYNC_INTERVAL_MS = 1000;

/** Entries of the journal of this very job; null when there is none or it belongs to another job. */
export async function readJournal(path: string, job: string): Promise<Map<string, FinishedTask> | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw ioError(cause, path, 'read');
  }
  const [header, ...lines] = text.split('\n');
  if (header !== headerLine(job)) return null;
  const entries = lines.map(parseEntry).filter((entry) => entry !== null);
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** Starts an empty journal, replacing any other. */
export async function createJournal(path: string, job: string): Promise<Journal> {
  await writeAtomically(path, (file) => file.writeFile(`${headerLine(job)}\n`));
  return openJournal(path);
}

/** Continues the journal that {@link readJournal} has read. */
export async function openJournal(path: string): Promise<Journal> {
  let file: FileHandle;
  try {
    file = await open(path, 'a');
  } catch (cause) {
    throw ioError(cause, path, 'open');
  }
  // The first line ends whatever a killed run has left unfinished; empty lines mean nothing.
  let separator = '\n';
  let lastSync = Date.now();
  let queue = Promise.resolve();

  const write = async (line: string): Promise<void> => {
    try {
      await file.appendFile(`${separator}${line}\n`);
      separator = '';
      if (Date.now() - lastSync < SYNC_INTERVAL_MS) return;
      lastSync = Date.now();
      await file.datasync();
    } catch (cause) {
      throw ioError(cause, path, 'write');
    }
  };

  return {
    append: (entry) => {
      const written = queue.then(() => write(entryLine(entry)));
      queue = written.catch(() => undefined);
      return written;
    },
    close: async () => {
      await queue;
      await file.sync().catch(() => undefined); // Nothing is lost that a new run would not do again.
      await file.close();
    },
  };
}

function headerLine(job: string): string {
  return canonicalJson({ cuesta: 'journal', version: VERSION, job });
}

function entryLine({ id, value, artifact }: FinishedTask): string {
  return canonicalJson({ id, value, artifact, check: taskId([id, value, artifact]) });
}

function parseEntry(line: string): FinishedTask | null {
  try {
    const { id, value, artifact, check } = JSON.parse(line) as FinishedTask & { readonly check: string };
    return isTaskId(id) && check === taskId([id, value, artifact]) ? { id, value, artifact } : null;
  } catch {
    return null;
  }
}
