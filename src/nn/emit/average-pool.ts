import type { Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import { ints } from '../onnx/model.js';
import { emitConcat } from './concat.js';
import { emitReduce } from './reduce.js';
import { emitReshape } from './reshape.js';
import { emitSlice } from './slice.js';

/** Mean of `kernel` x `kernel` windows, `stride` apart, that fit into images [N, C, H, W]; without a gradient. */
export function emitAveragePool(x: Tensor, kernel: number, stride: number): Tensor {
  if (kernel === 1 && stride === 1) return x;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const count = (size: number): number => Math.floor((size - kernel) / stride) + 1;
  const shape = [n, c, count(h), count(w)];
  if (x.graph.target === 'reference') return slidingMean(x, kernel, stride, shape);
  return x.graph.emit('AveragePool', [x], shape, {
    attributes: { kernel_shape: ints([kernel, kernel]), strides: ints([stride, stride]) },
  });
}

/** The same where there is no AveragePool: along one axis, then the other. */
function slidingMean(x: Tensor, kernel: number, stride: number, shape: Shape): Tensor {
  return [2, 3].reduce((t, axis) => {
    const size = shape[axis]!;
    const windows = Array.from({ length: kernel }, (_, from) => {
      const part = emitSlice(t, [{ axis, from, to: from + (size - 1) * stride + 1, step: stride }]);
      return emitReshape(part, [1, ...part.shape]);
    });
    const stack = emitConcat(windows, 0);
    return emitReduce('ReduceMean', stack, { axes: [0] }).y;
  }, x);
}
