import type { Tensor } from '../graph/graph.js';
import { ints } from '../onnx/model.js';

/** Axis i of the result is axis perm[i] of x; without a gradient. */
export function emitTranspose(x: Tensor, perm: readonly number[]): Tensor {
  const shape = perm.map((axis) => x.shape[axis]!);
  return x.graph.emit('Transpose', [x], shape, { attributes: { perm: ints(perm) }, dtype: x.dtype });
}
