import { type AdamOptions, adamRates, adamUpdate } from './adam.js';
import { times } from './elementwise.js';
import type { Optimiser } from './optimiser.js';

export interface AdamWOptions extends AdamOptions {
  /** Part of every parameter that a step with learning rate 1 takes away. */
  readonly decay?: number;
}

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2): the decay does not pass through the moments. */
export function adamw({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  decay = 0.01,
}: AdamWOptions = {}): Optimiser {
  return {
    name: 'adamw',
    slots: ['mean', 'square'],
    rateCount: 3,
    rates: (step, learningRate) => [...adamRates(beta1, beta2, step, learningRate), 1 - learningRate * decay],
    update({ parameters, slots }, gradient, [rate, correction, keep]) {
      return adamUpdate({ beta1, beta2, epsilon }, times(parameters, keep!), slots, gradient, [
        rate!,
        correction!,
      ]);
    },
  };
}
