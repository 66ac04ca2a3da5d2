import { emitFlip } from '../../emit/flip.js';
import { emitReshape } from '../../emit/reshape.js';
import { emitTranspose } from '../../emit/transpose.js';
import type { Tensor } from '../../graph/graph.js';

/**
 * Weights of the transposed convolution: [O, C / groups, rows, columns] becomes [C, O / groups, rows, columns], turned by 180
 * degrees.
 */
export function emitFlippedWeights(w: Tensor, groups: number): Tensor {
  const [outputs, inputs, rows, columns] = [w.shape[0]!, w.shape[1]!, w.shape[2]!, w.shape[3]!];
  const grouped = emitReshape(w, [groups, outputs / groups, inputs, rows * columns]);
  const flipped = emitFlip(emitTranspose(grouped, [0, 2, 1, 3]), 3);
  return emitReshape(flipped, [groups * inputs, outputs / groups, rows, columns]);
}
