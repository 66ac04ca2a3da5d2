import { emitReduce, type ReduceOptions } from '../emit/reduce.js';
import { emitReshape } from '../emit/reshape.js';
import type { Tensor } from '../graph/graph.js';
import { cast } from './cast.js';
import { divide } from './divide.js';
import { equal } from './equal.js';
import { multiply } from './multiply.js';

/** Maximum over axes; samples that tie for it share its gradient equally. */
export function reduceMax(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { y, kept } = emitReduce('ReduceMax', x, options);
  return x.graph.record([x], y, (dy) => {
    const chosen = cast(equal(x, emitReshape(y, kept)), x.graph.float);
    const axes = kept.flatMap((size, i) => (size === 1 ? [i] : []));
    const count = emitReduce('ReduceSum', chosen, { axes, keep: true }).y;
    return [multiply(divide(emitReshape(dy, kept), count), chosen)];
  });
}
