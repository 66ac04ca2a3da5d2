import type { Tensor } from '../../nn/graph/graph.js';
import { batchNormLayer } from '../../nn/layers/batch-norm.js';
import { convLayer } from '../../nn/layers/conv.js';
import { denseBlock } from '../../nn/layers/dense-block.js';
import { upProjection } from '../../nn/layers/up-projection.js';
import type { ModelContext } from '../../nn/model/context.js';
import { constantInit } from '../../nn/model/initialiser.js';
import { averagePool } from '../../nn/ops/average-pool.js';
import { concat } from '../../nn/ops/concat.js';
import { maxPool } from '../../nn/ops/max-pool.js';
import { relu } from '../../nn/ops/relu.js';
import type { MadnetConfig, MadnetSizes } from './config.js';

/**
 * The dense U-Net of Tao et al. 2021 (section 2.2): x [N, 1, H, W], sides multiples of 2^(levels + 1), gives [N, 1, H / 2, W / 2].
 * The encoder is DenseNet's: a strided stem, then pooling, a dense block and a 1x1 convolution per level. The decoder doubles with
 * up-projections; what entered the poolings joins at its size, before two 3x3 convolutions. The head is linear.
 */
export function denseUnet(
  model: ModelContext,
  x: Tensor,
  levels: number,
  sizes: MadnetSizes,
  head: MadnetConfig['head'],
): Tensor {
  const { deepest, skips } = encode(model, x, levels, sizes);
  const decoded = skips.reduceRight((h, skip, i) => {
    const out = sizes.widths[i]!;
    const doubled = upProjection(model, `up${i + 1}`, h, { out, upsampling: 'zeros' });
    const scope = model.scope(`merge${i + 1}`);
    return convNormRelu(scope, '2', convNormRelu(scope, '1', concat([skip, doubled]), out), out);
  }, deepest);
  const init = head === 'zero' ? { init: constantInit(0) } : {};
  return convLayer(model, 'head', decoded, { out: 1, kernel: 3, padding: 1, ...init });
}

/** The map behind the last dense block, and the maps that enter the poolings, at 1/2, 1/4, .. of the size. */
function encode(
  model: ModelContext,
  x: Tensor,
  levels: number,
  { widths, layers, growth, bottleneck }: MadnetSizes,
): { readonly deepest: Tensor; readonly skips: readonly Tensor[] } {
  const stem = convLayer(model, 'stem.conv', x, {
    ...{ out: widths[0], kernel: 7, stride: 2, padding: 3, bias: false },
  });
  const skips = [relu(batchNormLayer(model, 'stem.norm', stem))];
  const dense = bottleneck === null ? { growth } : { growth, bottleneck };
  for (let level = 0; ; level++) {
    const pooled =
      level === 0
        ? maxPool(skips[0]!, { kernel: 3, stride: 2, padding: 1 })
        : averagePool(skips[level]!, { kernel: 2, stride: 2 });
    const block = denseBlock(model, `dense${level + 1}`, pooled, { layers: layers[level]!, ...dense });
    if (level === levels - 1) return { deepest: relu(batchNormLayer(model, 'norm', block)), skips };
    const scope = model.scope(`transition${level + 2}`);
    const active = relu(batchNormLayer(scope, 'norm', block));
    skips.push(convLayer(scope, 'conv', active, { out: widths[level + 1]!, kernel: 1, bias: false }));
  }
}

function convNormRelu(model: ModelContext, name: string, x: Tensor, out: number): Tensor {
  const scope = model.scope(name);
  return relu(
    batchNormLayer(scope, 'norm', convLayer(scope, 'conv', x, { out, kernel: 3, padding: 1, bias: false })),
  );
}
