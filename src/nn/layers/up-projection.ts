import type { Tensor } from '../graph/tensor.js';
import type { ModelContext } from '../model/context.js';
import { heNormal } from '../model/initialiser.js';
import { add } from '../ops/add.js';
import { relu } from '../ops/relu.js';
import { zeroInsertedConv } from '../ops/zero-inserted-conv.js';
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
  const enlarged = (index: 1 | 3): Tensor => {
    const shape = [out, x.shape[1]!, 5, 5];
    const weights = scope.scope(`conv${index}`).parameter('weight', shape, heNormal(25 * x.shape[1]!));
    return batchNormLayer(scope, `norm${index}`, zeroInsertedConv(x, weights));
  };
  const first = relu(enlarged(1));
  const second = convLayer(scope, 'conv2', first, { out, kernel: 3, padding: 1, bias: false });
  return relu(add(batchNormLayer(scope, 'norm2', second), enlarged(3)));
}
