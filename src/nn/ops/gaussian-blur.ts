import type { Tensor } from '../graph/graph.js';
import { shapeError } from '../graph/shape.js';
import { fixedConv } from './fixed-conv.js';

/** Smooths images with a Gaussian of standard deviation `sigma` pixels, cut off at 3 sigma; border samples are continued. */
export function gaussianBlur(x: Tensor, sigma: number): Tensor {
  if (!(sigma > 0)) throw shapeError('gaussianBlur', `a deviation of ${sigma} pixels is not positive`);
  const radius = Math.ceil(3 * sigma);
  const size = 2 * radius + 1;
  const bell = Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const total = bell.reduce((a, b) => a + b);
  const weights = bell.map((value) => value / total);
  return fixedConv(fixedConv(x, { rows: 1, columns: size, weights }), { rows: size, columns: 1, weights });
}
