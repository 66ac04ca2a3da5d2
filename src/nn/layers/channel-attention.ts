import type { Tensor } from '../graph/graph.js';
import type { ModelContext } from '../model/context.js';
import { heNormal, type Initialiser } from '../model/initialiser.js';
import { add } from '../ops/add.js';
import { globalAveragePool, globalMaxPool } from '../ops/global-pool.js';
import { multiply } from '../ops/multiply.js';
import { relu } from '../ops/relu.js';
import { sigmoid } from '../ops/sigmoid.js';
import { convLayer } from './conv.js';

export interface ChannelAttentionOptions {
  /** Input channels per channel between the two convolutions. */
  readonly ratio: number;
  /** Of a convolution's weights by its input channels; He's normal distribution when left out. */
  readonly init?: (channels: number) => Initialiser;
}

/**
 * Channel attention (Woo et al. 2018, CBAM): every channel of x [N, C, H, W] is multiplied by a factor within 0 … 1 that a shared
 * pair of 1x1 convolutions without bias, `NAME.conv1` to floor(C / ratio) channels, relu, `NAME.conv2`, makes from its mean and
 * from its maximum.
 */
export function channelAttention(
  model: ModelContext,
  name: string,
  x: Tensor,
  { ratio, init = heNormal }: ChannelAttentionOptions,
): Tensor {
  const scope = model.scope(name);
  const channels = x.shape[1]!;
  const dense = (input: Tensor, index: 1 | 2, out: number): Tensor =>
    convLayer(scope, `conv${index}`, input, { out, kernel: 1, bias: false, init: init(input.shape[1]!) });
  const shared = (pooled: Tensor): Tensor =>
    dense(relu(dense(pooled, 1, Math.floor(channels / ratio))), 2, channels);
  return multiply(x, sigmoid(add(shared(globalAveragePool(x)), shared(globalMaxPool(x)))));
}
