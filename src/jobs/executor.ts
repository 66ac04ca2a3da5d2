import { CuestaError, type SerializedError } from '../core/errors.js';
import type { Stamp } from './task.js';

/** What an executor is asked to do. Structured-clone safe. */
export interface TaskRequest {
  readonly id: string;
  readonly label: string;
  readonly params: unknown;
  /** Artifact of an earlier run: the task is skipped when the file on disk still matches. */
  readonly expected: Stamp | null;
}

/** What comes back, as data, so that every executor reports alike. Structured-clone safe. */
export type TaskReply =
  | { readonly status: 'done'; readonly json: string; readonly artifact: Stamp | null }
  | { readonly status: 'reused' }
  | { readonly status: 'failed'; readonly error: SerializedError; readonly stack: string }
  /** The worker ended before it answered. */
  | { readonly status: 'died'; readonly reason: string };

/** Runs tasks somewhere. Owns that somewhere: close it. */
export interface Executor {
  /** How many tasks can run at a time; giving it more only makes them wait. */
  readonly lanes: number;
  execute(request: TaskRequest): Promise<TaskReply>;
  /** Closes the runners and ends the workers. No task may be running, unless the job's signal is aborted. */
  close(): Promise<void>;
}

export interface ExecutorOptions {
  /** URL of the worker module. */
  readonly module: string;
  readonly shared: unknown;
  readonly workFolder: string;
  readonly signal: AbortSignal;
}

/** An error as reply; unknown ones become `task` errors that name the task. */
export function failedReply(error: unknown, request: TaskRequest): TaskReply {
  const known =
    error instanceof CuestaError
      ? error
      : new CuestaError('task', `Task ${request.label} failed: ${String(error)}`, {
          subject: request.label,
          hint: 'This is a bug, in Cuesta or in the worker module: please report it with the command and the inputs.',
        });
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  return { status: 'failed', error: known.toJSON(), stack };
}
