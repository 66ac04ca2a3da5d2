import type { Logger, Progress } from '../core/run-context.js';
import type { RunSettings } from './run-settings.js';

/** What a pipeline gets from the command line or the library user: nothing in it changes the result's samples. */
export interface JobContext {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly log: Logger;
  readonly settings: RunSettings;
  /** The command line or call, for the sidecar. */
  readonly command: string;
}
