import type { Tensor } from '../graph/graph.js';
import { type Shape, sameShape } from '../graph/shape.js';
import { emitReduce } from './reduce.js';
import { emitReshape } from './reshape.js';

/** The gradient of broadcasting: sums over the axes along which a tensor of `shape` was repeated. */
export function emitUnbroadcast(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy;
  const offset = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((size, i) =>
    i < offset || (shape[i - offset] === 1 && size !== 1) ? [i] : [],
  );
  return emitReshape(axes.length === 0 ? dy : emitReduce('ReduceSum', dy, { axes, keep: true }).y, shape);
}
