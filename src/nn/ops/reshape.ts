import type { Tensor } from '../graph/graph.js';
import { type Shape, sameShape, shapeError, showShape, sizeOf } from '../graph/shape.js';

/** The same samples, row-major, under another shape; one size may be -1 and is inferred. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = -sizeOf(shape);
  const dims = shape.map((size) => (size === -1 ? sizeOf(x.shape) / known : size));
  if (sizeOf(dims) !== sizeOf(x.shape) || dims.some((size) => !Number.isInteger(size))) {
    throw shapeError('reshape', `${showShape(x.shape)} cannot become ${showShape(shape)}`);
  }
  if (sameShape(dims, x.shape)) return x;
  const y = x.graph.emit('Reshape', [x, x.graph.int64(dims)], dims, { dtype: x.dtype });
  return x.graph.record([x], y, (dy) => [reshape(dy, x.shape)]);
}
