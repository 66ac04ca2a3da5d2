import type { Tensor } from '../graph/graph.js';

/**
 * An optimiser as nodes of the step graph. Everything is flat: parameters, gradient and slots are tensors of one axis, as long as
 * the network has parameters.
 */
export interface Optimiser {
  readonly name: string;
  /** Names of what it keeps per parameter from step to step; slots start at zero. */
  readonly slots: readonly string[];
  /** How many numbers a step needs from outside, see {@link Optimiser.rates}. */
  readonly rateCount: number;
  /** The numbers that change from step to step. `step` counts finished updates, from 0. */
  rates(step: number, learningRate: number): readonly number[];
  /** Emits one update; `rates` are tensors of one sample. */
  update(current: OptimiserState, gradient: Tensor, rates: readonly Tensor[]): OptimiserState;
}

export interface OptimiserState {
  readonly parameters: Tensor;
  /** In the order of {@link Optimiser.slots}. */
  readonly slots: readonly Tensor[];
}
