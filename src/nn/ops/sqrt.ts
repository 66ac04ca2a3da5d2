import type { Tensor } from '../graph/graph.js';
import { divide } from './divide.js';
import { multiply } from './multiply.js';

/** The square root of x; its gradient at 0 is infinite, so keep x above 0 where one flows. */
export function sqrt(x: Tensor): Tensor {
  const y = x.graph.emit('Sqrt', [x], x.shape);
  return x.graph.record([x], y, (dy) => [divide(multiply(dy, 0.5), y)]);
}
