import type { Tensor } from '../graph/graph.js';
import { multiply } from '../ops/multiply.js';
import { pad, padImage } from '../ops/pad.js';
import { slice } from '../ops/slice.js';
import type { Mask } from './masked.js';

/** Images [N, C, H, W] moved by one pixel: at every pixel its right and its lower neighbour; at the border the pixel itself. */
export function forwardNeighbours(x: Tensor): { readonly right: Tensor; readonly lower: Tensor } {
  const [, , h, w] = x.shape;
  const wider = padImage(x, { top: 0, left: 0, bottom: 0, right: 1 }, { mode: 'edge' });
  const taller = padImage(x, { top: 0, left: 0, bottom: 1, right: 0 }, { mode: 'edge' });
  return {
    right: slice(wider, [{ axis: 3, from: 1, to: w! + 1 }]),
    lower: slice(taller, [{ axis: 2, from: 1, to: h! + 1 }]),
  };
}

/** Where a pixel and its right and lower neighbours count. */
export function forwardStencil(mask: Mask): Mask {
  if (mask === null) return null;
  const { right, lower } = forwardNeighbours(mask);
  return multiply(multiply(mask, right), lower);
}

/** Where a pixel and its eight neighbours, as far as the image has them, count. */
export function squareStencil(mask: Mask): Mask {
  return mask === null ? null : threeInARow(threeInARow(mask, 2), 3);
}

/** Where a pixel and its two neighbours along an axis count. */
function threeInARow(mask: Tensor, axis: 2 | 3): Tensor {
  const margin = mask.shape.map((_, i) => (i === axis ? 1 : 0));
  const padded = pad(mask, margin, margin, { mode: 'edge' });
  const size = mask.shape[axis]!;
  const moved = [0, 1, 2].map((from) => slice(padded, [{ axis, from, to: from + size }]));
  return moved.reduce((a, b) => multiply(a, b));
}
