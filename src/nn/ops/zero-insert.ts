import { emitSlice } from '../emit/slice.js';
import { emitSpread } from '../emit/spread.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';

/** Unpooling: every pixel of images [N, C, H, W] becomes the top left one of a 2x2 block whose others are 0. */
export function zeroInsert(x: Tensor): Tensor {
  if (x.shape.length !== 4) throw shapeError('zeroInsert', `${showShape(x.shape)} are not images`);
  return x.graph.record([x], emitSpread(x, [1, 1, 2, 2]), (dy) => [
    emitSlice(
      dy,
      [2, 3].map((axis) => ({ axis, from: 0, to: dy.shape[axis]!, step: 2 })),
    ),
  ]);
}
