import { emitAveragePool } from '../emit/average-pool.js';
import { emitUpsampleNearest } from '../emit/upsample-nearest.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { multiply } from './multiply.js';

/** Makes every pixel of images [N, C, H, W] a block of `factor` x `factor` pixels. */
export function resizeNearest(x: Tensor, factor: number): Tensor {
  if (x.shape.length !== 4 || !Number.isInteger(factor) || factor < 1) {
    throw shapeError('resizeNearest', `${showShape(x.shape)} cannot grow by a factor of ${factor}`);
  }
  const y = emitUpsampleNearest(x, factor);
  return x.graph.record([x], y, (dy) => [multiply(emitAveragePool(dy, factor, factor), factor ** 2)]);
}
