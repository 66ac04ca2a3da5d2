import type { Tensor } from '../graph/graph.js';
import { divide } from './divide.js';

/** The natural logarithm of x > 0. */
export function log(x: Tensor): Tensor {
  const y = x.graph.emit('Log', [x], x.shape);
  return x.graph.record([x], y, (dy) => [divide(dy, x)]);
}
