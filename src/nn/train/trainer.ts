import { CuestaError } from '../../core/errors.js';
import { sizeOf } from '../graph/shape.js';
import type { FlatValues } from './initial-state.js';
import { GRADIENT_NORM, type StepGraph } from './step-graph.js';

/** Everything that a trainer is made from; plain data, so that a thread can be sent it. */
export interface TrainerSetup {
  /** The steps of one iteration, in this order, all on the same batch: one for a network alone, two for a generator and its critic. */
  readonly phases: readonly { readonly name: string; readonly graph: StepGraph }[];
  readonly evaluation: StepGraph | null;
  /** For {@link Trainer.statistics}. */
  readonly statistics?: StepGraph | null;
  /** A value for every state tensor of the graphs. */
  readonly state: FlatValues;
  readonly device: 'cpu' | 'webgpu';
  /** Threads inside operators. On the CPU the numbers depend on it in the last bits. */
  readonly threads: number;
  /** Threads wait actively between the operators of a step; they do when there are several, if left out. */
  readonly spinning?: boolean;
}

/** Scalars of a step, with `loss` among them, and the outputs that were asked for. */
export interface StepReport {
  readonly metrics: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

/** Holds the state of a training and moves it from step to step. Owns sessions: close it. One call at a time. */
export interface Trainer {
  /**
   * One iteration. `batch` may be taken over: do not use its arrays afterwards. `rates` by phase. When a loss or a gradient is not finite,
   * the state stays what it was before the iteration.
   *
   * @throws CuestaError `numeric` for a loss or gradient that is not finite, `input` for a batch that does not fit
   */
  iterate(
    batch: FlatValues,
    rates: Readonly<Record<string, readonly number[]>>,
  ): Promise<Record<string, StepReport>>;
  /** Loss, metrics and `outputs` without a change of state, with running means in place of parameters where `average` says so. */
  evaluate(
    batch: FlatValues,
    options?: { readonly average?: boolean; readonly outputs?: readonly string[] },
  ): Promise<StepReport>;
  /**
   * The running statistics (`NETWORK.state`) that this batch alone would give, the networks normalising with it as in training: its means and
   * unbiased variances. Changes no state; `average` as for `evaluate`.
   */
  statistics(
    batch: FlatValues,
    options?: { readonly average?: boolean },
  ): Promise<Record<string, Float32Array>>;
  /** Replaces state tensors by copies of `values`. */
  writeState(values: FlatValues): Promise<void>;
  /** A copy of the state. */
  readState(): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

/** A batch has exactly the fields and sizes that a graph takes. Throws `input`. */
export function checkBatch({ batch: shapes }: StepGraph, batch: FlatValues): void {
  for (const [field, shape] of Object.entries(shapes)) {
    const values = batch[field];
    if (values !== undefined && values.length === sizeOf(shape)) continue;
    const found = values === undefined ? 'it is missing' : `it holds ${values.length}`;
    throw new CuestaError(
      'input',
      `Field "${field}" of the batch has to hold ${sizeOf(shape)} samples [${shape.join(', ')}]; ${found}.`,
      { subject: field, hint: 'Make the sample source and the graph agree on fields and shapes.' },
    );
  }
}

/** Throws `numeric` when a loss or gradient is not finite. */
export function checkFinite(phase: string, metrics: Readonly<Record<string, number>>): void {
  for (const name of ['loss', GRADIENT_NORM]) {
    const value = metrics[name];
    if (value === undefined || Number.isFinite(value)) continue;
    const what = name === 'loss' ? 'The loss' : 'The gradient';
    throw new CuestaError('numeric', `${what} of ${phase} is ${value}.`, {
      subject: phase,
      hint: 'Lower the learning rate, clip the gradient, or look at the samples of this batch. The last good state is kept.',
    });
  }
}
