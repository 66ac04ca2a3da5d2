import type { Tensor } from '../graph/graph.js';
import type { ModelContext } from '../model/context.js';
import { heNormal, type Initialiser } from '../model/initialiser.js';
import { add } from '../ops/add.js';
import { conv } from '../ops/conv.js';
import { convTranspose } from '../ops/conv-transpose.js';
import { nearestConv } from '../ops/nearest-conv.js';
import { relu } from '../ops/relu.js';
import { resizeNearest } from '../ops/resize-nearest.js';
import { zeroInsertedConv } from '../ops/zero-inserted-conv.js';
import { batchNormLayer } from './batch-norm.js';
import { convLayer } from './conv.js';

const KERNEL = 5;

/**
 * How an up-projection doubles its images before the 5x5 convolutions. `zeros`: every pixel becomes the top left one of a block of
 * zeros; `nearest`: it fills the block; `nearest-literal`: the same with the enlarged images in memory; `transposed`: a transposed
 * 5x5 convolution does both, which differs from `zeros` only in how the weights lie.
 */
export type Upsampling = 'zeros' | 'nearest' | 'nearest-literal' | 'transposed';

export interface UpProjectionOptions {
  /** Output channels. */
  readonly out: number;
  /** `zeros` when left out. */
  readonly upsampling?: Upsampling;
  /** Initialiser of weights by the kernel's side; He's normal distribution when left out. */
  readonly init?: (kernel: number) => Initialiser;
}

/**
 * The up-projection of Laina et al. 2016 (figure 2c): x [N, C, H, W] becomes [N, out, 2H, 2W]. Doubling, then
 * relu(branch + shortcut): the branch is a 5x5 convolution `conv1`, `norm1`, relu, a 3x3 convolution `conv2`, `norm2`; the shortcut
 * a 5x5 convolution `conv3`, `norm3`. No biases.
 */
export function upProjection(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, upsampling = 'zeros', init }: UpProjectionOptions,
): Tensor {
  const scope = model.scope(name);
  const channels = x.shape[1]!;
  const initial = init?.(KERNEL) ?? heNormal(KERNEL ** 2 * channels);
  const planes = upsampling === 'transposed' ? [channels, out] : [out, channels];
  const enlarged = (index: 1 | 3): Tensor => {
    const weights = scope.scope(`conv${index}`).parameter('weight', [...planes, KERNEL, KERNEL], initial);
    return batchNormLayer(scope, `norm${index}`, ENLARGING[upsampling](x, weights));
  };
  const first = relu(enlarged(1));
  const options = { out, kernel: 3, padding: 1, bias: false };
  const second = convLayer(
    scope,
    'conv2',
    first,
    init === undefined ? options : { ...options, init: init(3) },
  );
  return relu(add(batchNormLayer(scope, 'norm2', second), enlarged(3)));
}

const PADDING = (KERNEL - 1) / 2;

/** Doubling with a convolution after it. */
const ENLARGING: Readonly<Record<Upsampling, (x: Tensor, weights: Tensor) => Tensor>> = {
  zeros: zeroInsertedConv,
  nearest: nearestConv,
  'nearest-literal': (x, weights) => conv(resizeNearest(x, 2), weights, null, { padding: PADDING }),
  transposed: (x, weights) =>
    convTranspose(x, weights, null, { stride: 2, padding: PADDING, outputPadding: 1 }),
};
