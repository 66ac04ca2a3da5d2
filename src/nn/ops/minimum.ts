import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Operand, Tensor } from '../graph/graph.js';
import { broadcastShape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';
import { winning } from './winning.js';

/** The smaller of a and b, broadcasting; equal values share the gradient. */
export function minimum(a: Operand, b: Operand): Tensor {
  const graph = graphOf('minimum', a, b);
  const [p, q] = [graph.lift(a), graph.lift(b)];
  const y = graph.emit('Min', [p, q], broadcastShape('minimum', p.shape, q.shape));
  return graph.record([p, q], y, (dy) => {
    const dp = multiply(dy, winning(q, p));
    return [emitUnbroadcast(dp, p.shape), emitUnbroadcast(subtract(dy, dp), q.shape)];
  });
}
