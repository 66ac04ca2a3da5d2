import type { Tensor } from '../graph/graph.js';
import { text } from '../onnx/model.js';

export type PadMode = 'constant' | 'reflect' | 'edge';

/** Adds `before[i]` and `after[i]` samples to axis i (zeros in mode constant), without a gradient. */
export function emitPad(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  mode: PadMode = 'constant',
): Tensor {
  if ([...before, ...after].every((n) => n === 0)) return x;
  const shape = x.shape.map((size, i) => size + before[i]! + after[i]!);
  return x.graph.emit('Pad', [x, x.graph.int64([...before, ...after])], shape, {
    attributes: { mode: text(mode) },
    dtype: x.dtype,
  });
}
