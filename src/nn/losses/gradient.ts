import type { Tensor } from '../graph/graph.js';
import { add } from '../ops/add.js';
import { square } from '../ops/square.js';
import { subtract } from '../ops/subtract.js';
import { checkedTarget, type Mask, maskedMean } from './masked.js';
import { forwardNeighbours, forwardStencil } from './stencil.js';

/**
 * Mean squared gradient of the difference of images [N, C, H, W] (Tao et al. 2021, MADNet): forward differences to the right and
 * down, 0 beyond the border. A pixel counts where it and both neighbours do.
 */
export function gradientLoss(prediction: Tensor, target: Tensor, mask: Mask): Tensor {
  const truth = checkedTarget('gradientLoss', prediction, target, mask);
  const d = subtract(prediction, truth);
  const { right, lower } = forwardNeighbours(d);
  return maskedMean(add(square(subtract(right, d)), square(subtract(lower, d))), forwardStencil(mask));
}
