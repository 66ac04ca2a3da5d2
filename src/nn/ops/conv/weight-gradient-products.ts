import { emitMatmul } from '../../emit/matmul.js';
import { emitReduce } from '../../emit/reduce.js';
import { emitTranspose } from '../../emit/transpose.js';
import type { Tensor } from '../../graph/graph.js';

/**
 * The sum over images of the product of dy [N, groups, O, L] with the transpose of seen [N, groups, C, L]: [groups, O, C]. ONNX
 * Runtime packs the second operand and reads the first in place, so that it is up to twice as fast with the smaller one second.
 */
export function emitChannelProducts(dy: Tensor, seen: Tensor): Tensor {
  const swap = seen.shape[2]! > dy.shape[2]!;
  const products = emitMatmul(swap ? seen : dy, swap ? dy : seen, { transposeB: true });
  const { y } = emitReduce('ReduceSum', products, { axes: [0] });
  return swap ? emitTranspose(y, [0, 2, 1]) : y;
}
