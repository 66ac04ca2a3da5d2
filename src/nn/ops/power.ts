import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';

/** x to a fixed exponent; x > 0 unless the exponent is a whole number. */
export function power(x: Tensor, exponent: number): Tensor {
  const y = x.graph.emit('Pow', [x, x.graph.constant(exponent)], x.shape);
  return x.graph.record([x], y, (dy) => [multiply(dy, multiply(power(x, exponent - 1), exponent))]);
}
