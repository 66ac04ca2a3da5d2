import type { Tensor } from '../graph/tensor.js';
import { int, ints } from '../onnx/model.js';
import { emitSlice } from './slice.js';

/** Fixed weights, row-major. */
export interface FixedKernel {
  readonly rows: number;
  readonly columns: number;
  readonly weights: readonly number[];
}

/** Correlates every channel of images [N, C, H, W] with a fixed kernel where it fits; without a gradient. */
export function emitCorrelate(x: Tensor, kernel: FixedKernel): Tensor {
  const { graph } = x;
  const { rows, columns, weights } = kernel;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const shape = [n, c, h - rows + 1, w - columns + 1];
  graph.flops += 2 * weights.length * shape.reduce((a, b) => a * b, 1);
  if (graph.target === 'reference') return sumOfWindows(x, kernel, shape);
  const repeated = graph.constant(Array.from({ length: c }, () => weights).flat(), [c, 1, rows, columns]);
  return graph.emit('Conv', [x, repeated], shape, {
    attributes: { group: int(c), kernel_shape: ints([rows, columns]) },
  });
}

function sumOfWindows(x: Tensor, { columns, weights }: FixedKernel, shape: readonly number[]): Tensor {
  const { graph } = x;
  const terms = weights.map((weight, k) => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    const window = emitSlice(x, [
      { axis: 2, from: row, to: row + shape[2]! },
      { axis: 3, from: column, to: column + shape[3]! },
    ]);
    return graph.emit('Mul', [window, graph.constant(weight)], shape);
  });
  return graph.emit('Sum', terms, shape);
}
