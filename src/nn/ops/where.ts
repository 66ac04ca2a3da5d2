import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Operand, Tensor } from '../graph/graph.js';
import { broadcastShape, type Shape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';

/**
 * a where the booleans `condition` are true, b elsewhere, broadcasting. What is not chosen may be anything, NaN included. Between
 * convolutions multiply by a mask instead: the WebGPU provider transposes what lies there, and cannot transpose booleans.
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const graph = graphOf('where', condition, a, b);
  const [p, q] = [graph.lift(a), graph.lift(b)];
  const shape: Shape = broadcastShape('where', condition.shape, broadcastShape('where', p.shape, q.shape));
  const choose = (yes: Tensor, no: Tensor): Tensor => graph.emit('Where', [condition, yes, no], shape);
  return graph.record([p, q], choose(p, q), (dy, [first, second]) => [
    first === true ? emitUnbroadcast(choose(dy, graph.constant(0)), p.shape) : null,
    second === true ? emitUnbroadcast(choose(graph.constant(0), dy), q.shape) : null,
  ]);
}
