import { throwIfAborted } from '../core/errors.js';
import type { Executor } from './executor.js';
import { type FinishedTask, type Settled, settleTask } from './settle-task.js';
import type { Task } from './task.js';

export interface RunTasksOptions {
  readonly tasks: readonly Task<unknown>[];
  /** From an earlier run, by task id. */
  readonly finished: ReadonlyMap<string, FinishedTask>;
  readonly retries: number;
  /** Cancels from outside. */
  readonly signal: AbortSignal;
  /** Aborted here when a task fails, so that the others stop; the executor listens to it. */
  readonly stop: AbortController;
  /** Keeps a newly finished task, before anybody hears of it. */
  record(entry: FinishedTask): Promise<void>;
  progress(done: number, reused: number): void;
  /** Called in task order, one call at a time. */
  deliver(settled: Settled, index: number): void | Promise<void>;
}

/**
 * Gives tasks to the executor, as many at a time as it has lanes: nothing queues up. Returns when all are delivered;
 * throws the first error once every running task has settled.
 */
export async function runTasks(executor: Executor, options: RunTasksOptions): Promise<void> {
  const { tasks, finished, retries, stop } = options;
  const waiting = new Map<number, Settled>();
  const failures: unknown[] = [];
  let next = 0;
  let done = 0;
  let reused = 0;
  let delivered = 0;
  let delivery = Promise.resolve();

  const fail = (error: unknown): void => {
    failures.push(error);
    stop.abort();
  };
  const deliverReady = async (): Promise<void> => {
    for (let settled = waiting.get(delivered); settled !== undefined; settled = waiting.get(delivered)) {
      if (stop.signal.aborted) return;
      waiting.delete(delivered);
      await options.deliver(settled, delivered++);
    }
  };
  const lane = async (): Promise<void> => {
    while (next < tasks.length && !stop.signal.aborted) {
      const index = next++;
      const task = tasks[index];
      const old = finished.get(task.id) ?? null;
      const settled = await settleTask(executor, task, old, retries, stop.signal);
      if (settled.reused) reused++;
      else await options.record(settled.entry);
      options.progress(++done, reused);
      waiting.set(index, settled);
      delivery = delivery.then(deliverReady).catch(fail);
    }
  };

  await Promise.all(Array.from({ length: executor.lanes }, () => lane().catch(fail)));
  await delivery;
  throwIfAborted(options.signal);
  if (failures.length > 0) throw failures[0];
}
