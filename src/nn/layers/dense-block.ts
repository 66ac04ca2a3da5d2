import type { Tensor } from '../graph/graph.js';
import type { ModelContext } from '../model/context.js';
import { concat } from '../ops/concat.js';
import { relu } from '../ops/relu.js';
import { batchNormLayer } from './batch-norm.js';
import { convLayer } from './conv.js';

export interface DenseLayerOptions {
  /** Channels that a layer adds. */
  readonly growth: number;
  /** Channels of the 1x1 convolution before the 3x3 one (DenseNet-B); no such convolution when left out. */
  readonly bottleneck?: number;
}

/**
 * The dense layer of Huang et al. 2017: x followed by `growth` channels made from it. Batch normalisation, relu and a 3x3
 * convolution `norm1`, `conv1`; with a bottleneck those are 1x1 and `norm2`, relu and a 3x3 `conv2` come after. No biases.
 */
export function denseLayer(
  model: ModelContext,
  name: string,
  x: Tensor,
  { growth, bottleneck }: DenseLayerOptions,
): Tensor {
  const scope = model.scope(name);
  const first = relu(batchNormLayer(scope, 'norm1', x));
  const wide = { out: growth, kernel: 3, padding: 1, bias: false };
  if (bottleneck === undefined) return concat([x, convLayer(scope, 'conv1', first, wide)]);
  const narrow = convLayer(scope, 'conv1', first, { out: bottleneck, kernel: 1, bias: false });
  return concat([x, convLayer(scope, 'conv2', relu(batchNormLayer(scope, 'norm2', narrow)), wide)]);
}

/** `layers` dense layers `NAME.0`, `NAME.1`, .. after each other: C channels become C + layers · growth. */
export function denseBlock(
  model: ModelContext,
  name: string,
  x: Tensor,
  { layers, ...options }: DenseLayerOptions & { readonly layers: number },
): Tensor {
  const scope = model.scope(name);
  return Array.from({ length: layers }).reduce<Tensor>((h, _, i) => denseLayer(scope, `${i}`, h, options), x);
}
