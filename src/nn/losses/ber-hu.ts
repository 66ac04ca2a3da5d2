import type { Tensor } from '../graph/tensor.js';
import { abs } from '../ops/abs.js';
import { add } from '../ops/add.js';
import { divide } from '../ops/divide.js';
import { greater } from '../ops/greater.js';
import { multiply } from '../ops/multiply.js';
import { reduceMax } from '../ops/reduce-max.js';
import { square } from '../ops/square.js';
import { stopGradient } from '../ops/stop-gradient.js';
import { subtract } from '../ops/subtract.js';
import { where } from '../ops/where.js';
import { checkImages, type Mask, masked, maskedMean } from './masked.js';

/**
 * The reverse Huber loss (Laina et al. 2016, eq. 4) of images [N, C, H, W]: the mean of d = |prediction - target| up to tau and of
 * (d² + tau²) / (2 tau) above. tau is `fraction` of the largest d of each map (one channel of one image) and has no gradient.
 */
export function berHuLoss(prediction: Tensor, target: Tensor, mask: Mask, fraction = 0.2): Tensor {
  checkImages('berHuLoss', prediction, target, mask);
  const d = abs(masked(subtract(prediction, target), mask));
  const largest = stopGradient(reduceMax(d, { axes: [2, 3], keep: true }));
  // Where all differences are 0, tau is not used but must not be divided by.
  const tau = where(greater(largest, 0), multiply(largest, fraction), 1);
  const parabola = divide(add(square(d), square(tau)), multiply(tau, 2));
  return maskedMean(where(greater(d, tau), parabola, d), mask);
}
