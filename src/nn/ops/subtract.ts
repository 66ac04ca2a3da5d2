import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Operand, Tensor } from '../graph/graph.js';
import { broadcastShape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';
import { negate } from './negate.js';

/** a - b, broadcasting. */
export function subtract(a: Operand, b: Operand): Tensor {
  const graph = graphOf('subtract', a, b);
  const [p, q] = [graph.lift(a), graph.lift(b)];
  const y = graph.emit('Sub', [p, q], broadcastShape('subtract', p.shape, q.shape));
  return graph.record([p, q], y, (dy, [first, second]) => [
    first === true ? emitUnbroadcast(dy, p.shape) : null,
    second === true ? negate(emitUnbroadcast(dy, q.shape)) : null,
  ]);
}
