import { emitTranspose } from '../emit/transpose.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';

/** Axis i of the result is axis `order[i]` of x. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  const back = x.shape.map((_, axis) => order.indexOf(axis));
  if (order.length !== x.shape.length || back.includes(-1)) {
    throw shapeError('transpose', `[${order}] does not order the axes of ${showShape(x.shape)}`);
  }
  return x.graph.record([x], emitTranspose(x, order), (dy) => [emitTranspose(dy, back)]);
}
