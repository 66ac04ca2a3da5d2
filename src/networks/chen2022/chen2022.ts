import type { Tensor } from '../../nn/graph/graph.js';
import { shapeError, showShape } from '../../nn/graph/shape.js';
import { batchNormLayer } from '../../nn/layers/batch-norm.js';
import { upProjection } from '../../nn/layers/up-projection.js';
import type { ModelContext, Network } from '../../nn/model/context.js';
import { constantInit, heNormal, type Initialiser } from '../../nn/model/initialiser.js';
import { add } from '../../nn/ops/add.js';
import { concat } from '../../nn/ops/concat.js';
import { conv } from '../../nn/ops/conv.js';
import { maxPool } from '../../nn/ops/max-pool.js';
import { nearestConv } from '../../nn/ops/nearest-conv.js';
import { relu } from '../../nn/ops/relu.js';
import { resizeNearest } from '../../nn/ops/resize-nearest.js';
import { CHEN2022_SIZES, type Chen2022Config, type Chen2022Sizes } from './config.js';
import { bottleneck, convNormRelu, fanOut } from './layers.js';

/** Both encoders end at 1/32 of the image's size. */
const STEP = 32;

/**
 * The head's first bias: about the mean of a normalised height map, without which its relu would begin closed; and by how much targets that
 * are scaled like the coarse tile lie above it (`COARSE_ROOM`), so that a residual network begins with the coarse heights.
 */
const HEAD_BIAS = 2;

export interface Chen2022Options extends Omit<Chen2022Config, 'type' | 'residual'> {
  readonly residual?: boolean;
  /** Enlarge images before they are convolved, as the paper words it, instead of adding kernel taps; for tests. */
  readonly literal?: boolean;
}

/**
 * Heights from one image and a coarse height map (Chen et al. 2022, doi 10.1109/JSTARS.2022.3214926; layers that the paper leaves open as
 * in methods/chen2022.md): image and coarse map [N, 1, H, W], both normalised (normalise.ts), give normalised heights [N, 1, H, W];
 * H and W are multiples of 32.
 *
 * A ResNet of bottlenecks encodes the image, five strided convolutions the coarse map; concatenated at 1/32 they go through a 1x1
 * convolution, four up-projections and a nearest-neighbour block to full size. Maps of the image's encoder alone join at 1/16, 1/8,
 * 1/4 and 1/2, before the doubling. The head is a 3x3 convolution with relu; of a residual network without relu, and the coarse map is
 * added.
 */
export function chen2022(options: Chen2022Options): Network {
  const { size, stem, upsampling, residual = false, literal = false } = options;
  const sizes = typeof size === 'string' ? CHEN2022_SIZES[size] : size;
  return (model, image, coarse) => {
    const tensors = [image!, coarse!];
    checkInputs(tensors);
    const { skips, deepest } = encodeImage(model.scope('image'), image!, sizes, stem);
    const constraint = encodeCoarse(model.scope('coarse'), coarse!, sizes);
    let h = convNormRelu(model, 'bridge', concat([deepest, constraint]), { out: sizes.bridge, kernel: 1 });
    sizes.decoder.forEach((out, i) => {
      const merged = i === 0 ? h : concat([h, skips[4 - i]!]);
      h = upProjection(model, `up${i + 1}`, merged, {
        out,
        upsampling: upsampling === 'nearest' && literal ? 'nearest-literal' : upsampling,
        init: (kernel) => fanOut(out, kernel),
      });
    });
    const last = lastBlock(model, concat([h, skips[0]!]), sizes.last, literal);
    return residual ? add(coarse!, head(model, last, constantInit(0))) : relu(head(model, last));
  };
}

function checkInputs(tensors: readonly (Tensor | undefined)[]): void {
  const [first] = tensors;
  const sound = tensors.every((t) => {
    const [n, channels, height, width] = t?.shape ?? [];
    return (
      t?.shape.length === 4 &&
      n === first!.shape[0] &&
      channels === 1 &&
      [height, width].every((side, i) => side! % STEP === 0 && side === first!.shape[2 + i])
    );
  });
  if (sound) return;
  const found = tensors.map((t) => showShape(t?.shape ?? [])).join(' and ');
  const rule = `two images [N, 1, H, W] of one size whose sides are multiples of ${STEP}`;
  throw shapeError('chen2022', `${found} are not ${rule}`);
}

/** Maps at 1/2, 1/4, 1/8 and 1/16, and the one at 1/32. */
function encodeImage(
  model: ModelContext,
  image: Tensor,
  { stem, planes, expansion, blocks }: Chen2022Sizes,
  kernel: number,
): { skips: Tensor[]; deepest: Tensor } {
  const first = convNormRelu(model, 'stem', image, { out: stem, kernel, stride: 2 });
  const maps = [first];
  let h = maxPool(first, { kernel: 3, stride: 2, padding: 1 });
  planes.forEach((inner, stage) => {
    for (let block = 0; block < blocks[stage]!; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      h = bottleneck(model, `stage${stage + 1}.${block}`, h, { planes: inner, expansion, stride });
    }
    maps.push(h);
  });
  return { skips: maps.slice(0, -1), deepest: h };
}

function encodeCoarse(model: ModelContext, x: Tensor, { coarse }: Chen2022Sizes): Tensor {
  return coarse.reduce((h, out, i) => convNormRelu(model, `${i}`, h, { out, kernel: 3, stride: 2 }), x);
}

/** Nearest-neighbour doubling, a 3x3 convolution, batch normalisation, relu. */
function lastBlock(model: ModelContext, x: Tensor, out: number, literal: boolean): Tensor {
  const scope = model.scope('up5');
  const weights = scope.scope('conv').parameter('weight', [out, x.shape[1]!, 3, 3], fanOut(out, 3));
  const enlarged = literal
    ? conv(resizeNearest(x, 2), weights, null, { padding: 1 })
    : nearestConv(x, weights);
  return relu(batchNormLayer(scope, 'norm', enlarged));
}

/** Its weights start by their fan-in if not otherwise: the fan-out of one channel would give heights a deviation of five. */
function head(model: ModelContext, x: Tensor, init?: Initialiser): Tensor {
  const scope = model.scope('head');
  const channels = x.shape[1]!;
  const weights = scope.parameter('weight', [1, channels, 3, 3], init ?? heNormal(9 * channels));
  const bias = scope.parameter('bias', [1], constantInit(HEAD_BIAS));
  return conv(x, weights, bias, { padding: 1 });
}
