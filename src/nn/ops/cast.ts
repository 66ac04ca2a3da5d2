import type { Tensor } from '../graph/graph.js';
import { DTYPE_CODES, type DType, int } from '../onnx/model.js';

/** Another sample type; not differentiable. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  return x.graph.emit('Cast', [x], x.shape, { attributes: { to: int(DTYPE_CODES[dtype]) }, dtype });
}
