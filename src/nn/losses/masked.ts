import { sameShape, shapeError, showShape, sizeOf } from '../graph/shape.js';
import type { Tensor } from '../graph/tensor.js';
import { cast } from '../ops/cast.js';
import { divide } from '../ops/divide.js';
import { greater } from '../ops/greater.js';
import { maximum } from '../ops/maximum.js';
import { multiply } from '../ops/multiply.js';
import { reduceMean } from '../ops/reduce-mean.js';
import { reduceSum } from '../ops/reduce-sum.js';
import { where } from '../ops/where.js';

/**
 * Which samples of images [N, C, H, W] count: 1 where one does and 0 where it is nodata, [N, C, H, W] or [N, 1, H, W]; null: all do.
 * A sample that does not count may be anything, NaN included: it enters neither a loss nor its gradient nor its normalisation.
 */
export type Mask = Tensor | null;

/** Checks what all losses over images demand of their inputs. */
export function checkImages(loss: string, prediction: Tensor, target: Tensor, mask: Mask): void {
  const { shape } = prediction;
  if (shape.length !== 4 || !sameShape(shape, target.shape)) {
    const both = `${showShape(shape)} and ${showShape(target.shape)}`;
    throw shapeError(loss, `prediction and target are ${both} instead of images of one shape`);
  }
  if (mask === null || sameShape(mask.shape, shape)) return;
  if (!sameShape(mask.shape, [shape[0]!, 1, shape[2]!, shape[3]!])) {
    throw shapeError(loss, `a mask ${showShape(mask.shape)} does not fit images ${showShape(shape)}`);
  }
}

/** x where it counts, 0 elsewhere. Comes before all arithmetic: a NaN times 0 would stay. */
export const masked = (x: Tensor, mask: Mask): Tensor => (mask === null ? x : where(counts(mask), x, 0));

/** The mean of the values that count; 0 when none does. */
export function maskedMean(values: Tensor, mask: Mask): Tensor {
  if (mask === null) return reduceMean(values);
  const valid = counts(mask);
  const channels = sizeOf(values.shape) / sizeOf(mask.shape);
  const count = multiply(reduceSum(cast(valid, mask.graph.float)), channels);
  return divide(reduceSum(where(valid, values, 0)), maximum(count, 1));
}

const counts = (mask: Tensor): Tensor => greater(mask, 0.5);
