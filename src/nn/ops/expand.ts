import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Tensor } from '../graph/graph.js';
import { broadcastShape, type Shape, sameShape, shapeError, showShape } from '../graph/shape.js';

/** Repeats along axes of size 1 (and new leading axes) to `shape`. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShape('expand', x.shape, shape), shape)) {
    throw shapeError('expand', `${showShape(x.shape)} does not broadcast to ${showShape(shape)}`);
  }
  const y = x.graph.emit('Expand', [x, x.graph.int64([...shape])], shape, { dtype: x.dtype });
  return x.graph.record([x], y, (dy) => [emitUnbroadcast(dy, x.shape)]);
}
