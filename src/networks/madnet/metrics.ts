import type { Tensor } from '../../nn/graph/graph.js';
import { forwardNeighbours } from '../../nn/losses/stencil.js';
import { add } from '../../nn/ops/add.js';
import { multiply } from '../../nn/ops/multiply.js';
import { reduceMean } from '../../nn/ops/reduce-mean.js';
import { subtract } from '../../nn/ops/subtract.js';

const PRODUCTS = 'gradient.products';
const FOUND = 'gradient.found';
const TRUE = 'gradient.true';

/**
 * Means over the pixels of relative heights [N, 1, H, W], all scalars, from which {@link poolReliefMetrics} makes its metrics: products and
 * squares of their gradients, which a constant that is added to the heights does not change.
 */
export function reliefMetrics(prediction: Tensor, target: Tensor): Record<string, Tensor> {
  const [found, truth] = [prediction, target].map((x) => {
    const { right, lower } = forwardNeighbours(x);
    return [subtract(right, x), subtract(lower, x)] as const;
  }) as [Gradient, Gradient];
  return {
    [PRODUCTS]: meanProduct(found, truth),
    [FOUND]: meanProduct(found, found),
    [TRUE]: meanProduct(truth, truth),
  };
}

type Gradient = readonly [across: Tensor, down: Tensor];

function meanProduct(a: Gradient, b: Gradient): Tensor {
  return reduceMean(add(multiply(a[0], b[0]), multiply(a[1], b[1])));
}

/**
 * Metrics over a whole set from the means of {@link reliefMetrics} over its batches: `gradientCorrelation`, 1 where slopes are the true ones
 * up to a factor, and `gradientError`, the root mean square of the error of the gradient over that of the gradient itself: 1 for a
 * flat prediction. Whatever else is given stays.
 */
export function poolReliefMetrics(means: Readonly<Record<string, number>>): Record<string, number> {
  const { [PRODUCTS]: products, [FOUND]: found, [TRUE]: truth, ...others } = means;
  if (products === undefined || found === undefined || truth === undefined) return others;
  return {
    ...others,
    gradientCorrelation: products / Math.sqrt(found * truth),
    gradientError: Math.sqrt((found - 2 * products + truth) / truth),
  };
}
