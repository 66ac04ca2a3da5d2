import type { Tensor } from '../graph/graph.js';
import { text } from '../onnx/model.js';
import { emitExpand } from './expand.js';
import { emitReshape } from './reshape.js';

/** Makes every pixel of [N, C, H, W] a block of `factor` x `factor` pixels, without a gradient. */
export function emitUpsampleNearest(x: Tensor, factor: number): Tensor {
  if (factor === 1) return x;
  const { graph } = x;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const shape = [n, c, h * factor, w * factor];
  if (graph.target === 'reference') {
    const cells = emitReshape(x, [n, c, h, 1, w, 1]);
    return emitReshape(emitExpand(cells, [n, c, h, factor, w, factor]), shape);
  }
  const scales = graph.constant([1, 1, factor, factor], [4], 'float32');
  return graph.emit('Resize', [x, null, scales], shape, {
    attributes: {
      mode: text('nearest'),
      coordinate_transformation_mode: text('asymmetric'),
      nearest_mode: text('floor'),
    },
  });
}
