import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';

/** e to the power x. */
export function exp(x: Tensor): Tensor {
  const y = x.graph.emit('Exp', [x], x.shape);
  return x.graph.record([x], y, (dy) => [multiply(dy, y)]);
}
