import { z } from 'zod';
import type { Tensor } from '../../nn/graph/graph.js';
import { sameShape, shapeError, showShape } from '../../nn/graph/shape.js';
import { batchNormLayer } from '../../nn/layers/batch-norm.js';
import { convLayer } from '../../nn/layers/conv.js';
import { linearLayer } from '../../nn/layers/linear.js';
import type { ModelContext, Network } from '../../nn/model/context.js';
import { averagePool } from '../../nn/ops/average-pool.js';
import { concat } from '../../nn/ops/concat.js';
import { globalAveragePool } from '../../nn/ops/global-pool.js';
import { leakyRelu } from '../../nn/ops/leaky-relu.js';
import { reshape } from '../../nn/ops/reshape.js';

export const discriminatorSchema = z.strictObject({
  /** Channels of the first pair of convolutions; each of the other three pairs has twice as many as the one before. */
  base: z.number().int().positive().default(16),
  /** Whether the last map is averaged before the dense layers, which then fit any size, or taken whole. */
  pooled: z.boolean().default(true),
  /** Channels between the two dense layers. */
  hidden: z.number().int().positive().default(64),
});

export type DiscriminatorConfig = z.output<typeof discriminatorSchema>;

/** 17,794,057 parameters for heights of 256 x 256, and 302,161 (methods/madnet.md, sections 3.4 and 3.5). */
export const DISCRIMINATORS: Readonly<Record<'full' | 'compact', DiscriminatorConfig>> = {
  full: { base: 64, pooled: false, hidden: 100 },
  compact: { base: 16, pooled: true, hidden: 64 },
};

const SLOPE = 0.2;

/**
 * The critic of Tao et al. 2021 (section 2.3): an image [N, 1, 2H, 2W], halved, and heights [N, 1, H, W] give raw scores [N, 1], without
 * the sigmoid, which belongs to the relativistic loss. Eight 3x3 convolutions, every second one strided; H and W are multiples of 16.
 */
export function madnetDiscriminator({ base, pooled, hidden }: DiscriminatorConfig): Network {
  return (model, image, heights) => {
    checkInputs(image!, heights!);
    const half = averagePool(image!, { kernel: 2, stride: 2 });
    const last = [1, 2, 4, 8].reduce(
      (h, factor, i) => {
        const out = base * factor;
        const first = i === 0 ? unnormalised(model, '0', h, out) : stage(model, `${2 * i}`, h, out, 1);
        return stage(model, `${2 * i + 1}`, first, out, 2);
      },
      concat([half, heights!]),
    );
    const map = pooled ? globalAveragePool(last) : last;
    const [n, ...rest] = map.shape as [number, number, number, number];
    const flat = reshape(map, [n, rest.reduce((a, b) => a * b)]);
    const inner = leakyRelu(linearLayer(model, 'dense1', flat, { out: hidden }), SLOPE);
    return linearLayer(model, 'dense2', inner, { out: 1 });
  };
}

function unnormalised(model: ModelContext, name: string, x: Tensor, out: number): Tensor {
  return leakyRelu(convLayer(model, `${name}.conv`, x, { out, kernel: 3, padding: 1 }), SLOPE);
}

function stage(model: ModelContext, name: string, x: Tensor, out: number, stride: 1 | 2): Tensor {
  const options = { out, kernel: 3, padding: 1, stride, bias: false };
  const scope = model.scope(name);
  return leakyRelu(batchNormLayer(scope, 'norm', convLayer(scope, 'conv', x, options)), SLOPE);
}

function checkInputs(image: Tensor, heights: Tensor): void {
  const [n, , ...sides] = heights.shape;
  const expected = [n!, 1, ...sides.map((side) => 2 * side)];
  if (sides.length === 2 && sides.every((side) => side % 16 === 0) && sameShape(image.shape, expected))
    return;
  throw shapeError(
    'madnetDiscriminator',
    `image ${showShape(image.shape)} and heights ${showShape(heights.shape)} are not [N, 1, 2H, 2W] and [N, 1, H, W] with multiples of 16`,
  );
}
