import type { Tensor } from '../graph/graph.js';
import { ints } from '../onnx/model.js';
import { emitReshape } from './reshape.js';
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
  // Channels as images of their own need the kernel only once.
  const planes = emitReshape(x, [n * c, 1, h, w]);
  const fixed = graph.constant(weights, [1, 1, rows, columns]);
  const y = graph.emit('Conv', [planes, fixed], [n * c, 1, ...shape.slice(2)], {
    attributes: { kernel_shape: ints([rows, columns]) },
  });
  return emitReshape(y, shape);
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
