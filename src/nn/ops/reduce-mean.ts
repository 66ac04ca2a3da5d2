import { emitExpand } from '../emit/expand.js';
import { emitReduce, type ReduceOptions } from '../emit/reduce.js';
import { emitReshape } from '../emit/reshape.js';
import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';

/** Mean over axes. */
export function reduceMean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { y, kept, count } = emitReduce('ReduceMean', x, options);
  return x.graph.record([x], y, (dy) => [emitExpand(multiply(emitReshape(dy, kept), 1 / count), x.shape)]);
}
