import type { Tensor } from '../graph/graph.js';
import { cast } from './cast.js';
import { greater } from './greater.js';
import { multiply } from './multiply.js';

/** max(x, 0); the gradient at 0 is 0. */
export function relu(x: Tensor): Tensor {
  const y = x.graph.emit('Relu', [x], x.shape);
  return x.graph.record([x], y, (dy) => [multiply(dy, cast(greater(y, 0), x.graph.float))]);
}
