import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';

/** x². */
export function square(x: Tensor): Tensor {
  const y = x.graph.emit('Mul', [x, x], x.shape);
  return x.graph.record([x], y, (dy) => [multiply(dy, multiply(x, 2))]);
}
