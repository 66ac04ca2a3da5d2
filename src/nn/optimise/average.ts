import type { Tensor } from '../graph/graph.js';
import { minus, plus, times } from './elementwise.js';

/** Name of the slot that holds the running mean of the parameters; it starts as a copy of them. */
export const AVERAGE_SLOT = 'average';

/** Exponential moving average of parameters: average + (1 - decay) · (parameters - average). */
export function updateAverage(average: Tensor, parameters: Tensor, decay: number): Tensor {
  return plus(average, times(minus(parameters, average), 1 - decay));
}
