import type { Tensor } from '../graph/tensor.js';
import type { ModelContext } from '../model/context.js';
import { add } from '../ops/add.js';
import { relu } from '../ops/relu.js';
import { zeroInsert } from '../ops/zero-insert.js';
import { batchNormLayer } from './batch-norm.js';
import { convLayer } from './conv.js';

/**
 * The up-projection of Laina et al. 2016 (figure 2c): x [N, C, H, W] becomes [N, out, 2H, 2W]. Unpooling with zeros, then
 * relu(branch + shortcut): the branch is a 5x5 convolution `conv1`, `norm1`, relu, a 3x3 convolution `conv2`, `norm2`; the shortcut
 * a 5x5 convolution `conv3`, `norm3`. No biases.
 */
export function upProjection(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out }: { readonly out: number },
): Tensor {
  const scope = model.scope(name);
  const large = zeroInsert(x);
  const normed = (index: 1 | 2 | 3, input: Tensor, kernel: 3 | 5): Tensor => {
    const options = { out, kernel, padding: (kernel - 1) / 2, bias: false };
    return batchNormLayer(scope, `norm${index}`, convLayer(scope, `conv${index}`, input, options));
  };
  const branch = normed(2, relu(normed(1, large, 5)), 3);
  return relu(add(branch, normed(3, large, 5)));
}
