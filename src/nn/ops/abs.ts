import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';
import { sign } from './sign.js';

/** |x|; the gradient at 0 is 0. */
export function abs(x: Tensor): Tensor {
  const y = x.graph.emit('Abs', [x], x.shape);
  return x.graph.record([x], y, (dy) => [multiply(dy, sign(x))]);
}
