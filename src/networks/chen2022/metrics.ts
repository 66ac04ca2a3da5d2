import type { Tensor } from '../../nn/graph/graph.js';
import { sameShape, shapeError, showShape } from '../../nn/graph/shape.js';
import { abs } from '../../nn/ops/abs.js';
import { cast } from '../../nn/ops/cast.js';
import { divide } from '../../nn/ops/divide.js';
import { greater } from '../../nn/ops/greater.js';
import { less } from '../../nn/ops/less.js';
import { maximum } from '../../nn/ops/maximum.js';
import { multiply } from '../../nn/ops/multiply.js';
import { reduceMean } from '../../nn/ops/reduce-mean.js';
import { square } from '../../nn/ops/square.js';
import { subtract } from '../../nn/ops/subtract.js';

/** A relative error of heights below this, the lowest of a tile being 0, says nothing. */
const LEAST_HEIGHT = 1e-3;

const DELTAS = [0.1, 0.25, 0.5];

/** Numbers whose quotient is a metric: means of them may be taken over batches, not of the quotient. */
const RELATIVE_SUM = 'relativeSum';
const RELATIVE_SHARE = 'relativeShare';

/**
 * Means over all pixels of a batch of normalised heights [N, 1, H, W], all scalars: the shares of pixels that are nearer to the truth
 * than 0.1, 0.25 and 0.5 (`delta0.1` ..), the mean squared difference `mse`, and what {@link poolChen2022Metrics} makes the mean relative
 * difference from. Means of them over batches of one size are means over all pixels.
 */
export function chen2022Metrics(prediction: Tensor, target: Tensor): Record<string, Tensor> {
  if (!sameShape(prediction.shape, target.shape)) {
    const both = `${showShape(prediction.shape)} and ${showShape(target.shape)}`;
    throw shapeError('chen2022Metrics', `prediction and target are ${both} instead of images of one shape`);
  }
  const { float } = prediction.graph;
  const distance = abs(subtract(prediction, target));
  const share = (condition: Tensor): Tensor => reduceMean(cast(condition, float));
  const high = cast(greater(target, LEAST_HEIGHT), float);
  return {
    ...Object.fromEntries(DELTAS.map((delta) => [`delta${delta}`, share(less(distance, delta))])),
    mse: reduceMean(square(distance)),
    [RELATIVE_SUM]: reduceMean(multiply(high, divide(distance, maximum(target, LEAST_HEIGHT)))),
    [RELATIVE_SHARE]: reduceMean(high),
  };
}

/**
 * Metrics over a whole set from the means of {@link chen2022Metrics} over its batches: `rel`, the mean of |z - truth| / truth over pixels
 * whose truth is above 1e-3 (NaN when none is), and `relExcluded`, the share of the others. Whatever else is given stays.
 */
export function poolChen2022Metrics(means: Readonly<Record<string, number>>): Record<string, number> {
  const { [RELATIVE_SUM]: sum, [RELATIVE_SHARE]: share, ...others } = means;
  if (sum === undefined || share === undefined) return others;
  return { ...others, rel: sum / share, relExcluded: 1 - share };
}
