import type { Tensor } from '../graph/graph.js';

/** -x. */
export function negate(x: Tensor): Tensor {
  const y = x.graph.emit('Neg', [x], x.shape);
  return x.graph.record([x], y, (dy) => [negate(dy)]);
}
