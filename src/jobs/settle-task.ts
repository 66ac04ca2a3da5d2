import { CuestaError, throwIfAborted } from '../core/errors.js';
import type { Executor, TaskReply, TaskRequest } from './executor.js';
import type { Stamp, Task } from './task.js';

/** What the journal keeps of a finished task. */
export interface FinishedTask {
  readonly id: string;
  readonly value: unknown;
  readonly artifact: Stamp | null;
}

export interface Settled {
  readonly entry: FinishedTask;
  readonly reused: boolean;
}

/** Pause before the second attempt; doubles with every further one. */
const FIRST_PAUSE_MS = 100;

/**
 * Reuses what an earlier run has left of a task, or does it, trying again where that can help: after the death of the
 * worker and where the operating system refused. Throws the task's error, `task` for a worker that keeps dying,
 * `cancelled` when the signal aborts.
 */
export async function settleTask(
  executor: Executor,
  task: Task<unknown>,
  old: FinishedTask | null,
  retries: number,
  signal: AbortSignal,
): Promise<Settled> {
  // Without artifact there is nothing to verify beyond the journal's own check sum.
  if (old !== null && old.artifact === null) return { entry: old, reused: true };
  const { id, params, label = id } = task;
  const request: TaskRequest = { id, label, params, expected: old?.artifact ?? null };
  for (let attempt = 1; ; attempt++) {
    const reply = await executor.execute(request);
    if (reply.status === 'reused') return { entry: old!, reused: true };
    if (reply.status === 'done') {
      const value: unknown = JSON.parse(reply.json);
      return { entry: { id, value, artifact: reply.artifact }, reused: false };
    }
    throwIfAborted(signal);
    const canHelp = reply.status === 'died' || reply.error.code === 'io';
    if (!canHelp || attempt > retries) throw taskError(label, reply, attempt);
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
    throwIfAborted(signal);
  }
}

/** Ends early when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

type BadReply = Extract<TaskReply, { readonly status: 'died' | 'failed' }>;

function taskError(label: string, reply: BadReply, attempts: number): CuestaError {
  if (reply.status === 'died') {
    const message = `The worker died in each of ${attempts} attempts at task ${label}: ${reply.reason}`;
    return new CuestaError('task', message, {
      subject: label,
      hint: 'If it ran out of memory, lower --memory or --threads so that smaller tiles are planned, then run again.',
    });
  }
  const { code, message, hint, subject } = reply.error;
  return new CuestaError(code, message, {
    ...(hint === null ? {} : { hint }),
    ...(subject === null ? {} : { subject }),
    cause: reply.stack,
  });
}
