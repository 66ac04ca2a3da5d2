import type { Compute } from './kernel.js';

export interface ProgressUpdate {
  /** What is being done, e.g. `mosaic tiles`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** Part of `done` that an earlier run did; it says nothing about the time left. */
  readonly reused?: number;
}

export type Progress = (update: ProgressUpdate) => void;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log: a short sentence and its facts. */
export type Logger = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** What a job gets from whoever runs it. There are no globals behind it. */
export interface RunContext {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly log: Logger;
  readonly compute: Compute;
  readonly seed: number;
}
