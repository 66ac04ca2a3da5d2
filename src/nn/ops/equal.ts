import type { Operand, Tensor } from '../graph/graph.js';
import { broadcastShape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';

/** a = b as booleans, broadcasting; not differentiable. */
export function equal(a: Operand, b: Operand): Tensor {
  const graph = graphOf('equal', a, b);
  const [p, q] = [graph.lift(a), graph.lift(b)];
  return graph.emit('Equal', [p, q], broadcastShape('equal', p.shape, q.shape), { dtype: 'bool' });
}
