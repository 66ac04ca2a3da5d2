import type { Tensor } from '../graph/tensor.js';
import { text } from '../onnx/model.js';
import { emitExpand } from './expand.js';
import { emitReshape } from './reshape.js';

/** Repeats every pixel of [N, C, H, W] `rows` x `columns` times, without a gradient. */
export function emitUpsampleNearest(x: Tensor, rows: number, columns: number): Tensor {
  if (rows === 1 && columns === 1) return x;
  const { graph } = x;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const shape = [n, c, h * rows, w * columns];
  if (graph.target === 'reference') {
    const cells = emitReshape(x, [n, c, h, 1, w, 1]);
    return emitReshape(emitExpand(cells, [n, c, h, rows, w, columns]), shape);
  }
  const scales = graph.constant([1, 1, rows, columns], [4], 'float32');
  return graph.emit('Resize', [x, null, scales], shape, {
    attributes: {
      mode: text('nearest'),
      coordinate_transformation_mode: text('asymmetric'),
      nearest_mode: text('floor'),
    },
  });
}
