import type { Tensor } from '../graph/graph.js';
import { abs } from '../ops/abs.js';
import { add } from '../ops/add.js';
import { multiply } from '../ops/multiply.js';
import { sobelAcross, sobelDown } from '../ops/sobel.js';
import { subtract } from '../ops/subtract.js';
import { checkedTarget, type Mask, maskedMean } from './masked.js';
import { squareStencil } from './stencil.js';

/**
 * Mean absolute Sobel derivative (kernel / 8, border samples continued) of the difference of images [N, C, H, W], over pixels and both
 * directions (Cai and Wilson 2025, JSPSR). A pixel counts where it and its eight neighbours do.
 */
export function sobelL1Loss(prediction: Tensor, target: Tensor, mask: Mask): Tensor {
  const truth = checkedTarget('sobelL1Loss', prediction, target, mask);
  const d = subtract(prediction, truth);
  const both = add(abs(sobelAcross(d)), abs(sobelDown(d)));
  return multiply(maskedMean(both, squareStencil(mask)), 0.5);
}
