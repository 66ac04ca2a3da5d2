import type { Tensor } from '../../nn/graph/graph.js';
import type { ModelContext } from '../../nn/model/context.js';
import { constantInit, type Initialiser } from '../../nn/model/initialiser.js';
import { add } from '../../nn/ops/add.js';
import { concat } from '../../nn/ops/concat.js';
import { deformablePropagation } from '../../nn/ops/deformable-propagation.js';
import { relu } from '../../nn/ops/relu.js';
import { sigmoid } from '../../nn/ops/sigmoid.js';
import { stopGradient } from '../../nn/ops/stop-gradient.js';
import { subtract } from '../../nn/ops/subtract.js';
import type { JspsrConfig } from './config.js';
import { biasedConv, residualBlock } from './layers.js';

const TAPS = 9;

/**
 * Weights and displacements of nine taps per pixel, made from the coarse heights and the decoder's map, and one step of propagation
 * over the coarse heights with them (methods/jspsr.md, sections 4.4 and 4.5).
 */
export function propagate(
  model: ModelContext,
  dem: Tensor,
  decoded: Tensor,
  { features, propagationScale: scale, level, start, outside }: JspsrConfig,
): Tensor {
  const image = stopGradient(level === 0 ? dem : add(dem, level));
  const scope = model.scope('generator');
  const inner = 2 * features;
  const two = (name: string, x: Tensor): Tensor => {
    const first = relu(biasedConv(scope, `${name}1`, x, { out: inner, kernel: 3 }));
    return relu(biasedConv(scope, `${name}2`, first, { out: inner, kernel: 3 }));
  };
  const both = concat([two('dem', stopGradient(dem)), two('decoded', decoded)]);
  const fused = relu(biasedConv(scope, 'fuse', both, { out: 2 * inner, kernel: 3 }));
  const block = residualBlock(scope, 'block', fused, { out: 2 * inner, stride: 1 });
  const isIdentity = start === 'identity';
  const head = { kernel: 1, ...(isIdentity ? { init: constantInit(0) } : {}) };
  const weights = sigmoid(biasedConv(scope, 'weights', block, { ...head, out: TAPS }));
  const offsets = biasedConv(scope, 'offsets', block, { ...head, out: 2 * (TAPS - 1) });
  // As large as lets a weight lift by about one.
  const taps: Initialiser = isIdentity
    ? { type: 'normal', deviation: 1 / Math.max(1, level) }
    : constantInit(1);
  const propagated = deformablePropagation({
    ...{ image, weights, offsets, scale, outside },
    taps: model.parameter('propagation.taps', [1, 1, 3, 3], taps),
    bias: model.parameter('propagation.bias', [1], constantInit(0)),
  });
  return level === 0 ? propagated : subtract(propagated, level * scale);
}
