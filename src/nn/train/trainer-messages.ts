import type { SerializedError } from '../../core/errors.js';
import type { FlatValues } from './initial-state.js';
import type { StepReport, Trainer, TrainerSetup } from './trainer.js';

/** What the training thread is asked for: one request at a time. */
export type TrainerRequest =
  | { readonly kind: 'open'; readonly setup: TrainerSetup }
  | {
      readonly kind: 'iterate';
      readonly batch: FlatValues;
      readonly rates: Readonly<Record<string, readonly number[]>>;
    }
  | { readonly kind: 'evaluate'; readonly batch: FlatValues; readonly options: EvaluateOptions }
  | { readonly kind: 'statistics'; readonly batch: FlatValues; readonly average: boolean }
  | { readonly kind: 'write'; readonly values: FlatValues }
  | { readonly kind: 'read' }
  | { readonly kind: 'close' };

export type EvaluateOptions = NonNullable<Parameters<Trainer['evaluate']>[1]>;

/** Answers by the kind of the request. */
export interface TrainerAnswers {
  open: null;
  iterate: Record<string, StepReport>;
  evaluate: StepReport;
  statistics: Record<string, Float32Array>;
  write: null;
  read: Record<string, Float32Array>;
  close: null;
}

export type TrainerReply =
  | { readonly kind: 'done'; readonly value: TrainerAnswers[keyof TrainerAnswers] }
  | { readonly kind: 'failed'; readonly error: SerializedError | null; readonly stack: string };
