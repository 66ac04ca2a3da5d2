import { emitReshape } from '../../emit/reshape.js';
import { emitTranspose } from '../../emit/transpose.js';
import type { Tensor } from '../../graph/tensor.js';
import { int } from '../../onnx/model.js';

/**
 * Weights of the transposed convolution: [O, C / groups, rows, columns] becomes [C, O / groups, rows, columns], turned by 180
 * degrees.
 */
export function emitFlippedWeights(w: Tensor, groups: number): Tensor {
  const { graph } = w;
  const [outputs, inputs, rows, columns] = [w.shape[0]!, w.shape[1]!, w.shape[2]!, w.shape[3]!];
  const taps = rows * columns;
  const grouped = emitReshape(w, [groups, outputs / groups, inputs, taps]);
  const swapped = emitTranspose(grouped, [0, 2, 1, 3]);
  const reversed = graph.int64(Array.from({ length: taps }, (_, i) => taps - 1 - i));
  const flipped =
    taps === 1
      ? swapped
      : graph.emit('Gather', [swapped, reversed], swapped.shape, { attributes: { axis: int(3) } });
  return emitReshape(flipped, [groups * inputs, outputs / groups, rows, columns]);
}
