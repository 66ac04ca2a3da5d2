import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Operand, Tensor } from '../graph/graph.js';
import { broadcastShape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';

/** a + b, broadcasting. */
export function add(a: Operand, b: Operand): Tensor {
  const graph = graphOf('add', a, b);
  const [p, q] = [graph.lift(a), graph.lift(b)];
  const y = graph.emit('Add', [p, q], broadcastShape('add', p.shape, q.shape));
  return graph.record([p, q], y, (dy, [first, second]) => [
    first === true ? emitUnbroadcast(dy, p.shape) : null,
    second === true ? emitUnbroadcast(dy, q.shape) : null,
  ]);
}
