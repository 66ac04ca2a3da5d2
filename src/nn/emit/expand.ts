import type { Tensor } from '../graph/graph.js';
import { type Shape, sameShape } from '../graph/shape.js';

/** Repetition along axes of size 1, without a gradient. */
export function emitExpand(x: Tensor, shape: Shape): Tensor {
  return sameShape(shape, x.shape)
    ? x
    : x.graph.emit('Expand', [x, x.graph.int64([...shape])], shape, { dtype: x.dtype });
}
