import { emitExpand } from '../emit/expand.js';
import { emitReduce, type ReduceOptions } from '../emit/reduce.js';
import { emitReshape } from '../emit/reshape.js';
import type { Tensor } from '../graph/graph.js';

/** Sum over axes. */
export function reduceSum(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { y, kept } = emitReduce('ReduceSum', x, options);
  return x.graph.record([x], y, (dy) => [emitExpand(emitReshape(dy, kept), x.shape)]);
}
