import type { Tensor } from '../graph/graph.js';

/** An axis in reverse order, without a gradient. */
export function emitFlip(x: Tensor, axis: number): Tensor {
  const { graph } = x;
  const size = x.shape[axis]!;
  if (size === 1) return x;
  // An end before the first sample: -size - 1 counts from the end.
  const limits = [[size - 1], [-size - 1], [axis], [-1]].map((list) => graph.int64(list));
  return graph.emit('Slice', [x, ...limits], x.shape, { dtype: x.dtype });
}
