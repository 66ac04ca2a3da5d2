import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Operand, Tensor } from '../graph/graph.js';
import { broadcastShape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';

/** a · b, broadcasting. */
export function multiply(a: Operand, b: Operand): Tensor {
  const graph = graphOf('multiply', a, b);
  const [p, q] = [graph.lift(a), graph.lift(b)];
  const y = graph.emit('Mul', [p, q], broadcastShape('multiply', p.shape, q.shape));
  return graph.record([p, q], y, (dy, [first, second]) => [
    first === true ? emitUnbroadcast(multiply(dy, q), p.shape) : null,
    second === true ? emitUnbroadcast(multiply(dy, p), q.shape) : null,
  ]);
}
