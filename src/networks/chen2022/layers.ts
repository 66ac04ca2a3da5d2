import type { Tensor } from '../../nn/graph/graph.js';
import { batchNormLayer } from '../../nn/layers/batch-norm.js';
import { convLayer } from '../../nn/layers/conv.js';
import type { ModelContext } from '../../nn/model/context.js';
import { heNormal } from '../../nn/model/initialiser.js';
import { add } from '../../nn/ops/add.js';
import { relu } from '../../nn/ops/relu.js';

export interface ConvNormOptions {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
}

/** Convolution `NAME.conv` without bias that keeps the size up to its stride, and batch normalisation `NAME.norm`. */
export function convNorm(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, kernel, stride = 1 }: ConvNormOptions,
): Tensor {
  const scope = model.scope(name);
  const padding = (kernel - 1) / 2;
  const options = { out, kernel, stride, padding, bias: false, init: fanOut(out, kernel) };
  return batchNormLayer(scope, 'norm', convLayer(scope, 'conv', x, options));
}

/** The same with relu. */
export const convNormRelu = (...args: Parameters<typeof convNorm>): Tensor => relu(convNorm(...args));

/** He's normal distribution that keeps the variance of gradients instead of that of activations. */
export const fanOut = (channels: number, kernel: number) => heNormal(channels * kernel ** 2);

export interface BottleneckOptions {
  readonly planes: number;
  readonly expansion: number;
  readonly stride: number;
}

/**
 * The bottleneck of ResNet-50 (He et al. 2016) with the stride in its 3x3 convolution: 1x1 to `planes`, 3x3, 1x1 to expansion · planes,
 * plus the input, through a 1x1 convolution where its shape differs.
 */
export function bottleneck(
  model: ModelContext,
  name: string,
  x: Tensor,
  { planes, expansion, stride }: BottleneckOptions,
): Tensor {
  const scope = model.scope(name);
  const out = planes * expansion;
  let h = convNormRelu(scope, '1', x, { out: planes, kernel: 1 });
  h = convNormRelu(scope, '2', h, { out: planes, kernel: 3, stride });
  h = convNorm(scope, '3', h, { out, kernel: 1 });
  const isKept = stride === 1 && x.shape[1] === out;
  return relu(add(h, isKept ? x : convNorm(scope, 'shortcut', x, { out, kernel: 1, stride })));
}
