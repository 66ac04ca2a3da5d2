import type { Tensor } from '../graph/graph.js';
import { minus, over, plus, root, times } from './elementwise.js';
import type { Optimiser, OptimiserState } from './optimiser.js';

export interface AdamOptions {
  /** Decay of the mean of gradients. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients. */
  readonly beta2?: number;
  /** Added to the root of the mean square. */
  readonly epsilon?: number;
}

/** Adam (Kingma & Ba 2015, algorithm 1, with epsilon outside the corrected root as there and in torch). */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimiser {
  return {
    name: 'adam',
    slots: ['mean', 'square'],
    rateCount: 2,
    rates: (step, learningRate) => adamRates(beta1, beta2, step, learningRate),
    update({ parameters, slots }, gradient, rates) {
      return adamUpdate({ beta1, beta2, epsilon }, parameters, slots, gradient, rates);
    },
  };
}

/** [learning rate / (1 - beta1^t), 1 / sqrt(1 - beta2^t)] with t = step + 1: both bias corrections. */
export function adamRates(beta1: number, beta2: number, step: number, learningRate: number): number[] {
  const t = step + 1;
  return [learningRate / (1 - beta1 ** t), 1 / Math.sqrt(1 - beta2 ** t)];
}

/** One update of `parameters` with the rates of {@link adamRates}. */
export function adamUpdate(
  { beta1, beta2, epsilon }: Required<AdamOptions>,
  parameters: Tensor,
  [mean, square]: readonly Tensor[],
  gradient: Tensor,
  [rate, correction]: readonly Tensor[],
): OptimiserState {
  const nextMean = plus(times(mean!, beta1), times(gradient, 1 - beta1));
  const nextSquare = plus(times(square!, beta2), times(times(gradient, gradient), 1 - beta2));
  const step = over(nextMean, plus(times(root(nextSquare), correction!), epsilon));
  return { parameters: minus(parameters, times(step, rate!)), slots: [nextMean, nextSquare] };
}
