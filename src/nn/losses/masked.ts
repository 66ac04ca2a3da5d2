import type { Tensor } from '../graph/graph.js';
import { sameShape, shapeError, showShape, sizeOf } from '../graph/shape.js';
import { divide } from '../ops/divide.js';
import { greater } from '../ops/greater.js';
import { maximum } from '../ops/maximum.js';
import { multiply } from '../ops/multiply.js';
import { reduceMean } from '../ops/reduce-mean.js';
import { reduceSum } from '../ops/reduce-sum.js';
import { where } from '../ops/where.js';

/**
 * Which samples of images [N, C, H, W] count: 1 where one does and 0 where it is nodata, [N, C, H, W] or [N, 1, H, W]; null: all do.
 * A target that does not count may be anything, NaN included: it enters neither a loss nor its gradient nor its normalisation.
 */
export type Mask = Tensor | null;

/** Checks what all losses over images demand, and gives the target with 0 where it does not count. */
export function checkedTarget(loss: string, prediction: Tensor, target: Tensor, mask: Mask): Tensor {
  const { shape } = prediction;
  if (shape.length !== 4 || !sameShape(shape, target.shape)) {
    const both = `${showShape(shape)} and ${showShape(target.shape)}`;
    throw shapeError(loss, `prediction and target are ${both} instead of images of one shape`);
  }
  if (mask === null) return target;
  if (!sameShape(mask.shape, shape) && !sameShape(mask.shape, [shape[0]!, 1, shape[2]!, shape[3]!])) {
    throw shapeError(loss, `a mask ${showShape(mask.shape)} does not fit images ${showShape(shape)}`);
  }
  // The only choice by booleans: further on the values are finite and the mask is a factor. The WebGPU provider transposes what lies
  // between convolutions, and cannot transpose booleans.
  return where(greater(mask, 0.5), target, 0);
}

/** The mean of the finite values that count; 0 when none does. */
export function maskedMean(values: Tensor, mask: Mask): Tensor {
  if (mask === null) return reduceMean(values);
  const count = multiply(reduceSum(mask), sizeOf(values.shape) / sizeOf(mask.shape));
  return divide(reduceSum(multiply(values, mask)), maximum(count, 1));
}
