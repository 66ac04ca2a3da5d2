import type { Tensor } from '../graph/graph.js';
import { square } from '../ops/square.js';
import { subtract } from '../ops/subtract.js';
import { checkedTarget, type Mask, maskedMean } from './masked.js';

/** Mean squared difference of images [N, C, H, W]. */
export function l2Loss(prediction: Tensor, target: Tensor, mask: Mask): Tensor {
  const truth = checkedTarget('l2Loss', prediction, target, mask);
  return maskedMean(square(subtract(prediction, truth)), mask);
}
