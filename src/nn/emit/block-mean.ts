import type { Tensor } from '../graph/tensor.js';
import { ints } from '../onnx/model.js';
import { emitReduce } from './reduce.js';
import { emitReshape } from './reshape.js';

/** Mean of blocks of `rows` x `columns` pixels of [N, C, H, W], which they have to tile, without a gradient. */
export function emitBlockMean(x: Tensor, rows: number, columns: number): Tensor {
  if (rows === 1 && columns === 1) return x;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const shape = [n, c, h / rows, w / columns];
  if (x.graph.target === 'reference') {
    const cells = emitReshape(x, [n, c, h / rows, rows, w / columns, columns]);
    return emitReduce('ReduceMean', cells, { axes: [3, 5] }).y;
  }
  const block = ints([rows, columns]);
  return x.graph.emit('AveragePool', [x], shape, { attributes: { kernel_shape: block, strides: block } });
}
