import type { Tensor } from '../../nn/graph/graph.js';
import { batchNormLayer } from '../../nn/layers/batch-norm.js';
import { convLayer } from '../../nn/layers/conv.js';
import type { ModelContext } from '../../nn/model/context.js';
import { concat } from '../../nn/ops/concat.js';
import { relu } from '../../nn/ops/relu.js';
import type { Guidance, JspsrConfig } from './config.js';
import { biasedConv, fanIn, residualBlock } from './layers.js';

/** Of every branch: at full size, 1/2, 1/4 and 1/8. */
const STAGES = [1, 2, 3, 4];

/**
 * One column of residual stages per branch. After every stage the branches' maps are concatenated, heights first; the next stage of
 * the height branch sees all of them, the guidance branches only their own. Gives the concatenated maps of the four stages.
 */
export function encode(
  model: ModelContext,
  dem: Tensor,
  guidance: readonly Tensor[],
  { guidance: names, features, blocks }: Pick<JspsrConfig, 'guidance' | 'features' | 'blocks'>,
): Tensor[] {
  let columns = [
    relu(biasedConv(model, 'dem.stem', dem, { out: features, kernel: 5 })),
    ...guidance.map((x, i) => stem(model, names[i]!, x, features)),
  ];
  const branches = ['dem', ...names];
  let fused = columns[0]!;
  return STAGES.map((stage) => {
    columns = columns.map((own, i) => {
      const options = { out: features * 2 ** stage, stride: stage === 1 ? 1 : 2, blocks };
      return residualStage(model.scope(`${branches[i]}.stage${stage}`), i === 0 ? fused : own, options);
    });
    fused = concat(columns);
    return fused;
  });
}

/** Images are normalised by batch, masks and canopy heights not: zeros of theirs mean something. */
function stem(model: ModelContext, name: Guidance, x: Tensor, out: number): Tensor {
  if (name !== 'image') return relu(biasedConv(model, `${name}.stem`, x, { out, kernel: 5 }));
  const scope = model.scope(`${name}.stem`);
  const options = { out, kernel: 5, padding: 2, bias: false, init: fanIn(x.shape[1]!, 5) };
  return relu(batchNormLayer(scope, 'norm', convLayer(scope, 'conv', x, options)));
}

function residualStage(
  model: ModelContext,
  x: Tensor,
  { out, stride, blocks }: { readonly out: number; readonly stride: number; readonly blocks: number },
): Tensor {
  let h = x;
  for (let block = 0; block < blocks; block++)
    h = residualBlock(model, `${block}`, h, { out, stride: block === 0 ? stride : 1 });
  return h;
}
