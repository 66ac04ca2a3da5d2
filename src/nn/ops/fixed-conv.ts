import { emitCorrelate, type FixedKernel } from '../emit/correlate.js';
import { emitPad } from '../emit/pad.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { pad } from './pad.js';

/**
 * Correlates every channel of images [N, C, H, W] with a fixed kernel of odd sides; border samples are continued, so that the size
 * stays.
 */
export function fixedConv(x: Tensor, kernel: FixedKernel): Tensor {
  const { rows, columns, weights } = kernel;
  if (x.shape.length !== 4 || rows % 2 !== 1 || columns % 2 !== 1 || weights.length !== rows * columns) {
    const found = `${weights.length} weights for ${rows} x ${columns}`;
    throw shapeError('fixedConv', `${found} are no odd kernel over images of shape ${showShape(x.shape)}`);
  }
  const margins = [0, 0, (rows - 1) / 2, (columns - 1) / 2];
  const padded = pad(x, margins, margins, { mode: 'edge' });
  return x.graph.record([padded], emitCorrelate(padded, kernel), (dy) => {
    const around = [0, 0, rows - 1, columns - 1];
    return [emitCorrelate(emitPad(dy, around, around), { ...kernel, weights: weights.toReversed() })];
  });
}
