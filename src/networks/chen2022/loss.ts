import { z } from 'zod';
import type { Tensor } from '../../nn/graph/graph.js';
import { shapeError, showShape } from '../../nn/graph/shape.js';
import { checkedTarget, type Mask, maskedMean } from '../../nn/losses/masked.js';
import { squareStencil } from '../../nn/losses/stencil.js';
import { abs } from '../../nn/ops/abs.js';
import { add } from '../../nn/ops/add.js';
import { concat } from '../../nn/ops/concat.js';
import { divide } from '../../nn/ops/divide.js';
import { multiply } from '../../nn/ops/multiply.js';
import { padImage } from '../../nn/ops/pad.js';
import { reduceSum } from '../../nn/ops/reduce-sum.js';
import { slice } from '../../nn/ops/slice.js';
import { sqrt } from '../../nn/ops/sqrt.js';
import { square } from '../../nn/ops/square.js';
import { subtract } from '../../nn/ops/subtract.js';

const weight = z.number().min(0);

/** Weights of the three terms, and what lies beyond the border for Sobel's kernel. */
export const chen2022LossSchema = z.strictObject({
  elevation: weight.default(1),
  gradient: weight.default(0.5),
  normal: weight.default(0.5),
  /** edge: border samples are continued; zero: nothing, as in the code of Hu et al. 2019. */
  border: z.enum(['edge', 'zero']).default('edge'),
});

export type Chen2022LossConfig = z.output<typeof chen2022LossSchema>;

/**
 * The loss of Chen et al. 2022 between height images [N, 1, H, W]: the weighted sum of the mean absolute difference, of the mean absolute
 * difference of Sobel gradients summed over both directions, and of the mean of 1 - cos of the angle between normals (-gx, -gy, 1).
 * With a mask, gradients and normals count where a pixel and its eight neighbours do.
 */
export function chen2022Loss(
  prediction: Tensor,
  target: Tensor,
  mask: Mask,
  config: Chen2022LossConfig,
): Tensor {
  if (prediction.shape[1] !== 1) {
    throw shapeError('chen2022Loss', `${showShape(prediction.shape)} are not height images [N, 1, H, W]`);
  }
  const truth = checkedTarget('chen2022Loss', prediction, target, mask);
  const [found, wanted] = [sobel(prediction, config.border), sobel(truth, config.border)];
  const stencil = squareStencil(mask);
  const terms = [
    { factor: config.elevation, value: () => maskedMean(abs(subtract(prediction, truth)), mask) },
    // A mean over both directions is half of the sum.
    { factor: 2 * config.gradient, value: () => maskedMean(abs(subtract(found, wanted)), stencil) },
    { factor: config.normal, value: () => normalTerm(found, wanted, stencil) },
  ];
  return terms
    .filter(({ factor }) => factor > 0)
    .map(({ factor, value }) => multiply(value(), factor))
    .reduce((a, b) => add(a, b));
}

/**
 * Sobel's kernel without the usual 1/8: what height images change per column and per row, as two channels. Not as a convolution: ONNX
 * Runtime computes 16 channels where the weights are constant.
 */
function sobel(z: Tensor, border: Chen2022LossConfig['border']): Tensor {
  const margin = { top: 1, left: 1, bottom: 1, right: 1 };
  const padded = padImage(z, margin, { mode: border === 'edge' ? 'edge' : 'constant' });
  return concat([slope(smooth(padded, 2), 3), slope(smooth(padded, 3), 2)]);
}

/** Kernel (1, 2, 1) along an axis. */
function smooth(z: Tensor, axis: 2 | 3): Tensor {
  const [before, centre, after] = neighbours(z, axis);
  return add(add(before, after), multiply(centre, 2));
}

/** Kernel (1, 0, -1) along an axis. */
function slope(z: Tensor, axis: 2 | 3): Tensor {
  const [before, , after] = neighbours(z, axis);
  return subtract(before, after);
}

/** The samples before, at and after each inner sample along an axis. */
function neighbours(z: Tensor, axis: 2 | 3): readonly [Tensor, Tensor, Tensor] {
  const count = z.shape[axis]! - 2;
  const shifted = (from: number): Tensor => slice(z, [{ axis, from, to: from + count }]);
  return [shifted(0), shifted(1), shifted(2)];
}

/** As |a - b|² / 2 = 1 - a · b of unit normals, which does not cancel where they are nearly equal. */
function normalTerm(found: Tensor, wanted: Tensor, stencil: Mask): Tensor {
  const [a, b] = [upward(found), upward(wanted)];
  const sideways = square(subtract(multiply(found, a), multiply(wanted, b)));
  const height = square(subtract(a, b));
  return add(maskedMean(sideways, stencil), multiply(maskedMean(height, stencil), 0.5));
}

/** The third component of the unit normals, [N, 1, H, W]. */
function upward(gradients: Tensor): Tensor {
  const steepness = reduceSum(square(gradients), { axes: [1], keep: true });
  return divide(1, sqrt(add(steepness, 1)));
}
