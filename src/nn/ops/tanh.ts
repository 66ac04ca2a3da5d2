import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  const y = x.graph.emit('Tanh', [x], x.shape);
  return x.graph.record([x], y, (dy) => [multiply(dy, subtract(1, multiply(y, y)))]);
}
