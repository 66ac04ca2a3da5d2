import type { Tensor } from '../graph/graph.js';
import { int } from '../onnx/model.js';

/** Joins tensors along an axis, without a gradient; their other sizes have to be equal. */
export function emitConcat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const size = parts.reduce((sum, t) => sum + t.shape[axis]!, 0);
  const shape = first!.shape.map((n, i) => (i === axis ? size : n));
  return first!.graph.emit('Concat', parts, shape, { attributes: { axis: int(axis) }, dtype: first!.dtype });
}
