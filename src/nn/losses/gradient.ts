import type { Tensor } from '../graph/tensor.js';
import { add } from '../ops/add.js';
import { square } from '../ops/square.js';
import { subtract } from '../ops/subtract.js';
import { checkImages, type Mask, masked, maskedMean } from './masked.js';
import { forwardNeighbours, forwardStencil } from './stencil.js';

/**
 * Mean squared gradient of the difference of images [N, C, H, W] (Tao et al. 2021, MADNet): forward differences to the right and
 * down, 0 beyond the border. A pixel counts where it and both neighbours do.
 */
export function gradientLoss(prediction: Tensor, target: Tensor, mask: Mask): Tensor {
  checkImages('gradientLoss', prediction, target, mask);
  const d = masked(subtract(prediction, target), mask);
  const { right, lower } = forwardNeighbours(d);
  return maskedMean(add(square(subtract(right, d)), square(subtract(lower, d))), forwardStencil(mask));
}
