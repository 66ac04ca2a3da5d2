import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Operand, Tensor } from '../graph/graph.js';
import { broadcastShape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';

/** a / b, broadcasting. */
export function divide(a: Operand, b: Operand): Tensor {
  const graph = graphOf('divide', a, b);
  const [p, q] = [graph.lift(a), graph.lift(b)];
  const y = graph.emit('Div', [p, q], broadcastShape('divide', p.shape, q.shape));
  return graph.record([p, q], y, (dy, [first, second]) => {
    const dp = divide(dy, q);
    return [
      first === true ? emitUnbroadcast(dp, p.shape) : null,
      second === true ? negate(emitUnbroadcast(multiply(dp, y), q.shape)) : null,
    ];
  });
}
