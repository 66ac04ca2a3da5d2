import type { Tensor } from '../graph/graph.js';
import { cast } from './cast.js';
import { equal } from './equal.js';
import { multiply } from './multiply.js';

/** x limited to low … high; the gradient passes where x is within, the limits included. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  const { graph } = x;
  const y = graph.emit('Clip', [x, graph.constant(low), graph.constant(high)], x.shape);
  return graph.record([x], y, (dy) => [multiply(dy, cast(equal(x, y), graph.float))]);
}
