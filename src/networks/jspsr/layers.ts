import type { Tensor } from '../../nn/graph/graph.js';
import { batchNormLayer } from '../../nn/layers/batch-norm.js';
import { channelAttention } from '../../nn/layers/channel-attention.js';
import { convLayer } from '../../nn/layers/conv.js';
import { convTransposeLayer } from '../../nn/layers/conv-transpose.js';
import type { ModelContext } from '../../nn/model/context.js';
import type { Initialiser } from '../../nn/model/initialiser.js';
import { add } from '../../nn/ops/add.js';
import { relu } from '../../nn/ops/relu.js';

const ATTENTION_RATIO = 16;

/** Normal, cut at two deviations, which 2.6 instead of 2 makes good. */
export const fanIn = (channels: number, kernel: number): Initialiser => ({
  type: 'truncated-normal',
  deviation: Math.sqrt(2.6 / (kernel ** 2 * channels)),
});

export interface ConvOptions {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
  /** {@link fanIn} when left out. */
  readonly init?: Initialiser;
}

/** Convolution `NAME` with bias that keeps the size. */
export function biasedConv(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, kernel, init = fanIn(x.shape[1]!, kernel) }: ConvOptions,
): Tensor {
  return convLayer(model, name, x, { out, kernel, padding: (kernel - 1) / 2, init });
}

/** Convolution `NAME.conv` without bias that keeps the size up to its stride, and batch normalisation `NAME.norm`. */
function convNorm(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, kernel, stride = 1 }: ConvOptions,
): Tensor {
  const scope = model.scope(name);
  const init = fanIn(x.shape[1]!, kernel);
  const options = { out, kernel, stride, padding: (kernel - 1) / 2, bias: false, init };
  return batchNormLayer(scope, 'norm', convLayer(scope, 'conv', x, options));
}

/** Two 3x3 convolutions with batch normalisation, plus the input, through a 1x1 convolution where its shape differs; then relu. */
export function residualBlock(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, stride }: { readonly out: number; readonly stride: number },
): Tensor {
  const scope = model.scope(name);
  const inner = relu(convNorm(scope, '1', x, { out, kernel: 3, stride }));
  const outer = convNorm(scope, '2', inner, { out, kernel: 3 });
  const isKept = stride === 1 && x.shape[1] === out;
  return relu(add(outer, isKept ? x : convNorm(scope, 'shortcut', x, { out, kernel: 1, stride })));
}

/** Channel attention, then a 3x3 convolution with batch normalisation and relu. */
export function attendedConv(model: ModelContext, x: Tensor, out: number): Tensor {
  const attended = channelAttention(model, 'attention', x, {
    ratio: ATTENTION_RATIO,
    init: (channels) => fanIn(channels, 1),
  });
  return relu(convNorm(model, 'merge', attended, { out, kernel: 3 }));
}

/** {@link attendedConv} and a transposed 3x3 convolution that doubles the size, with batch normalisation and relu. */
export function doubling(model: ModelContext, name: string, x: Tensor, out: number): Tensor {
  const scope = model.scope(name);
  const merged = attendedConv(scope, x, out);
  const doubled = convTransposeLayer(scope, 'double.conv', merged, {
    ...{ out, kernel: 3, stride: 2, padding: 1, outputPadding: 1, bias: false },
    init: fanIn(out, 3),
  });
  return relu(batchNormLayer(scope, 'double.norm', doubled));
}
