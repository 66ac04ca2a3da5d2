import { throwIfAborted } from '../core/errors.js';
import type { ProgressUpdate } from '../core/run-context.js';
import { artifactPath } from './artifact.node.js';
import type { Executor, ExecutorOptions } from './executor.js';
import { createJournal, type Journal, openJournal, readJournal } from './journal.node.js';
import { runTasks } from './run-tasks.js';
import { createSequentialExecutor } from './sequential-executor.node.js';
import type { FinishedTask, Settled } from './settle-task.js';
import type { Task, TaskResult } from './task.js';
import { isTaskId, taskId } from './task-id.node.js';
import { createThreadsExecutor } from './threads-executor.node.js';
import { discardJob, journalPath, openWorkFolder } from './work-folder.node.js';

export interface JobProgress extends ProgressUpdate {
  /** Part of `done` that comes from an earlier run. */
  readonly reused: number;
}

export interface JobOptions<P, V> {
  /** Names the job in progress; part of its identity. */
  readonly name: string;
  /** Module with `createTaskRunner`, see {@link TaskModule}. */
  readonly module: URL;
  /** Handed to every worker's runner. What results depend on must also be part of the task ids. */
  readonly shared: unknown;
  readonly tasks: readonly Task<P>[];
  readonly executor: 'threads' | 'sequential';
  /** Worker threads; the sequential executor has one lane whatever this says. */
  readonly threads: number;
  /** For this job alone. Made when missing; what stands in it decides what is left to do. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
  /** Called in task order, one call at a time, while later tasks run; a rejection ends the job. */
  readonly onResult?: (result: TaskResult<V>, index: number) => void | Promise<void>;
  /** Called with all results while the folder is still locked: the place to put the artifacts together. */
  readonly onDone?: (results: readonly TaskResult<V>[]) => Promise<void>;
  /** How often a task is tried again after its worker died or the operating system refused (`io`); 2 when absent. */
  readonly retries?: number;
  /** Limit of each worker's JavaScript heap, MiB; typed arrays lie outside it. */
  readonly maxHeapMiB?: number;
}

export interface JobResult<V> {
  /** In task order, whatever the order in which they were done. */
  readonly results: readonly TaskResult<V>[];
  /** How many come from an earlier run. */
  readonly reused: number;
}

/**
 * Runs the tasks that are not already done in the work folder. The result depends on the tasks only, never on
 * executor, thread count or how often the job was killed before: values pass through canonical JSON, artifacts are
 * verified by SHA-256 before they are reused. The folder is locked meanwhile; artifacts stay until
 * `removeWorkFolder`.
 *
 * Throws what the first failing task threw; `task` for an unknown error or a worker that keeps dying; `cancelled` when
 * the signal aborts; `config` when another run uses the folder. After each of them the same call resumes.
 */
export async function runJob<P, V>(options: JobOptions<P, V>): Promise<JobResult<V>> {
  const { name, tasks, workFolder } = options;
  checkIds(tasks);
  throwIfAborted(options.signal);
  const lock = await openWorkFolder(workFolder);
  try {
    const job = taskId({ name, tasks: tasks.map((task) => task.id) });
    const path = journalPath(workFolder);
    const finished = await readJournal(path, job);
    if (finished === null) await discardJob(workFolder);
    const journal = finished === null ? await createJournal(path, job) : await openJournal(path);
    try {
      const done = await runWithJournal(options, finished ?? new Map<string, FinishedTask>(), journal);
      await options.onDone?.(done.results);
      return done;
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}

async function runWithJournal<P, V>(
  options: JobOptions<P, V>,
  finished: ReadonlyMap<string, FinishedTask>,
  journal: Journal,
): Promise<JobResult<V>> {
  const { name, tasks, workFolder, signal, retries = 2, onProgress, onResult } = options;
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  const executor = createExecutor(options, stop.signal);
  const results: TaskResult<V>[] = [];
  let reused = 0;
  try {
    await runTasks(executor, {
      tasks,
      finished,
      retries,
      signal,
      stop,
      record: (entry) => journal.append(entry),
      progress: (done, fromBefore) => {
        reused = fromBefore;
        onProgress?.({ stage: name, done, total: tasks.length, reused });
      },
      deliver: (settled, index) => {
        const result = toResult<V>(settled, workFolder);
        results.push(result);
        return onResult?.(result, index);
      },
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await executor.close();
  }
  return { results, reused };
}

function createExecutor<P, V>(options: JobOptions<P, V>, signal: AbortSignal): Executor {
  const { shared, workFolder, tasks, maxHeapMiB } = options;
  const common: ExecutorOptions = { module: options.module.href, shared, workFolder, signal };
  if (options.executor === 'sequential') return createSequentialExecutor(common);
  const threads = Math.max(1, Math.min(options.threads, tasks.length));
  return createThreadsExecutor({ ...common, threads, ...(maxHeapMiB === undefined ? {} : { maxHeapMiB }) });
}

function toResult<V>({ entry, reused }: Settled, workFolder: string): TaskResult<V> {
  const { id, value, artifact } = entry;
  return {
    id,
    value: value as V,
    artifact: artifact === null ? null : { path: artifactPath(workFolder, id), ...artifact },
    reused,
  };
}

/** Ids become file names, and two tasks with one id would share a file: both are bugs of the caller. */
function checkIds(tasks: readonly Task<unknown>[]): void {
  const seen = new Set<string>();
  for (const { id, label } of tasks) {
    if (!isTaskId(id)) throw new TypeError(`task ${label ?? id} needs an id made by taskId(), not "${id}"`);
    if (seen.has(id)) throw new TypeError(`two tasks have the id ${id} (${label ?? 'no label'})`);
    seen.add(id);
  }
}
