import type { Tensor } from '../graph/graph.js';
import { sameShape, shapeError, showShape } from '../graph/shape.js';
import { add } from '../ops/add.js';
import { negate } from '../ops/negate.js';
import { reduceMean } from '../ops/reduce-mean.js';
import { softplus } from '../ops/softplus.js';
import { subtract } from '../ops/subtract.js';

/** A critic's raw scores of true and of generated samples. */
export interface Scores {
  readonly real: Tensor;
  readonly fake: Tensor;
}

/**
 * The relativistic average GAN (Jolicoeur-Martineau 2018): the discriminator's raw scores of real and of generated samples, of any
 * one shape, are compared with the mean score of the other kind over the batch. -log sigmoid(t) is computed as softplus(-t).
 */
export function discriminatorLoss(real: Tensor, fake: Tensor): Tensor {
  return relativistic('discriminatorLoss', real, fake);
}

/** What the generator minimises: the same with the roles exchanged. Gradients reach `fake` also through its mean. */
export function generatorLoss(real: Tensor, fake: Tensor): Tensor {
  return relativistic('generatorLoss', fake, real);
}

/** Low where `favoured` scores above the mean of `other`, and `other` below the mean of `favoured`. */
function relativistic(loss: string, favoured: Tensor, other: Tensor): Tensor {
  if (!sameShape(favoured.shape, other.shape)) {
    throw shapeError(loss, `scores ${showShape(favoured.shape)} and ${showShape(other.shape)} differ`);
  }
  const above = subtract(favoured, reduceMean(other));
  const below = subtract(other, reduceMean(favoured));
  return add(reduceMean(softplus(negate(above))), reduceMean(softplus(below)));
}
