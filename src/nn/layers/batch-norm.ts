import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape, sizeOf } from '../graph/shape.js';
import type { ModelContext } from '../model/context.js';
import { constantInit } from '../model/initialiser.js';
import { add } from '../ops/add.js';
import { batchNorm } from '../ops/batch-norm.js';
import { batchNormInference } from '../ops/batch-norm-inference.js';
import { multiply } from '../ops/multiply.js';

/** How far one batch moves the running statistics. */
export const MOMENTUM = 0.1;

/**
 * Batch normalisation of x [N, C, ..] with trainable `NAME.weight` and `NAME.bias` [C] and the states `NAME.running_mean` and
 * `NAME.running_var` [C], named and updated as in torch: training normalises with the batch and moves them by a tenth towards its
 * mean and its unbiased variance, inference uses them.
 */
export function batchNormLayer(model: ModelContext, name: string, x: Tensor): Tensor {
  const scope = model.scope(name);
  const channels = [x.shape[1]!];
  const count = sizeOf(x.shape) / channels[0]!;
  const scale = scope.parameter('weight', channels, constantInit(1));
  const shift = scope.parameter('bias', channels, constantInit(0));
  const mean = scope.state('running_mean', channels, constantInit(0));
  const variance = scope.state('running_var', channels, constantInit(1));
  if (!model.training) return batchNormInference(x, { scale, shift, mean, variance });
  if (count < 2) {
    throw shapeError(name, `${showShape(x.shape)} holds one sample per channel, which has no variance`);
  }
  const batch = batchNorm(x, scale, shift);
  const towards = (running: Tensor, found: Tensor, weight: number): Tensor =>
    add(multiply(running, 1 - MOMENTUM), multiply(found, weight));
  scope.updateState('running_mean', towards(mean, batch.mean, MOMENTUM));
  scope.updateState('running_var', towards(variance, batch.variance, (MOMENTUM * count) / (count - 1)));
  return batch.y;
}
