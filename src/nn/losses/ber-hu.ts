import type { Tensor } from '../graph/graph.js';
import { abs } from '../ops/abs.js';
import { add } from '../ops/add.js';
import { cast } from '../ops/cast.js';
import { divide } from '../ops/divide.js';
import { equal } from '../ops/equal.js';
import { greater } from '../ops/greater.js';
import { multiply } from '../ops/multiply.js';
import { reduceMax } from '../ops/reduce-max.js';
import { square } from '../ops/square.js';
import { stopGradient } from '../ops/stop-gradient.js';
import { subtract } from '../ops/subtract.js';
import { checkedTarget, type Mask, maskedMean } from './masked.js';

/**
 * The reverse Huber loss (Laina et al. 2016, eq. 4) of images [N, C, H, W]: the mean of d = |prediction - target| up to tau and of
 * (d² + tau²) / (2 tau) above. tau is `fraction` of the largest d of each map (one channel of one image) and has no gradient.
 */
export function berHuLoss(prediction: Tensor, target: Tensor, mask: Mask, fraction = 0.2): Tensor {
  const truth = checkedTarget('berHuLoss', prediction, target, mask);
  const d = abs(subtract(prediction, truth));
  const counted = mask === null ? d : multiply(d, mask);
  const largest = stopGradient(reduceMax(counted, { axes: [2, 3], keep: true }));
  // Where all differences are 0, tau is not used but must not be divided by.
  const tau = add(multiply(largest, fraction), cast(equal(largest, 0), d.graph.float));
  const parabola = divide(add(square(d), square(tau)), multiply(tau, 2));
  const above = cast(greater(d, tau), d.graph.float);
  return maskedMean(add(d, multiply(above, subtract(parabola, d))), mask);
}
