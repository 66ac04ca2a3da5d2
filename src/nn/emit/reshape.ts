import type { Tensor } from '../graph/graph.js';
import { type Shape, sameShape } from '../graph/shape.js';

/** Reshape without a gradient; the sizes have to fit. */
export function emitReshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(shape, x.shape)
    ? x
    : x.graph.emit('Reshape', [x, x.graph.int64([...shape])], shape, { dtype: x.dtype });
}
