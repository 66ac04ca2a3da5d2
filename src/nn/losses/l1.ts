import type { Tensor } from '../graph/graph.js';
import { abs } from '../ops/abs.js';
import { subtract } from '../ops/subtract.js';
import { checkedTarget, type Mask, maskedMean } from './masked.js';

/** Mean absolute difference of images [N, C, H, W]. */
export function l1Loss(prediction: Tensor, target: Tensor, mask: Mask): Tensor {
  const truth = checkedTarget('l1Loss', prediction, target, mask);
  return maskedMean(abs(subtract(prediction, truth)), mask);
}
