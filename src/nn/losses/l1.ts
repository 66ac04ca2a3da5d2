import type { Tensor } from '../graph/tensor.js';
import { abs } from '../ops/abs.js';
import { subtract } from '../ops/subtract.js';
import { checkImages, type Mask, masked, maskedMean } from './masked.js';

/** Mean absolute difference of images [N, C, H, W]. */
export function l1Loss(prediction: Tensor, target: Tensor, mask: Mask): Tensor {
  checkImages('l1Loss', prediction, target, mask);
  return maskedMean(abs(masked(subtract(prediction, target), mask)), mask);
}
