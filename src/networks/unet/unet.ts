import { CuestaError } from '../../core/errors.js';
import type { Tensor } from '../../nn/graph/graph.js';
import { shapeError, showShape } from '../../nn/graph/shape.js';
import { batchNormLayer } from '../../nn/layers/batch-norm.js';
import { convLayer } from '../../nn/layers/conv.js';
import type { ModelContext, Network } from '../../nn/model/context.js';
import { concat } from '../../nn/ops/concat.js';
import { maxPool } from '../../nn/ops/max-pool.js';
import { relu } from '../../nn/ops/relu.js';
import { resizeBilinear } from '../../nn/ops/resize-bilinear.js';

export interface UnetOptions {
  /** Resolutions, the input's among them; 5 when left out. */
  readonly levels?: number;
  /** Channels at the input's resolution; each level doubles them. 16 when left out. */
  readonly base?: number;
}

/**
 * A U-Net (Ronneberger et al. 2015) from images [N, C, H, W] to maps [N, 1, H, W]; H and W are multiples of 2^(levels - 1).
 *
 * Encoder: two 3x3 convolutions per level, batch normalisation and relu after each, 2x2 maximum between levels. Decoder: a 1x1
 * convolution to the channels of the finer level, bilinear doubling, concatenation with the encoder's map (second), one 3x3
 * convolution with batch normalisation and relu. A 1x1 convolution makes the map.
 */
export function unet({ levels = 5, base = 16 }: UnetOptions = {}): Network {
  if (![levels, base].every((n) => Number.isInteger(n) && n >= 1)) {
    throw new CuestaError('config', `A U-Net of ${levels} levels with ${base} channels cannot be built.`, {
      hint: 'Levels and base are whole numbers from 1.',
    });
  }
  return (model, x) => {
    const step = 2 ** (levels - 1);
    if (x === undefined || x.shape.length !== 4 || x.shape[2]! % step !== 0 || x.shape[3]! % step !== 0) {
      throw shapeError('unet', `${showShape(x?.shape ?? [])} are not images of multiples of ${step} pixels`);
    }
    const skips: Tensor[] = [];
    let h = x;
    for (let level = 0; level < levels; level++) {
      const scope = model.scope(`encoder.${level}`);
      if (level > 0) h = maxPool(h, { kernel: 2 });
      h = convNormRelu(scope, '0', h, base << level);
      h = convNormRelu(scope, '1', h, base << level);
      skips.push(h);
    }
    for (let level = levels - 2; level >= 0; level--) {
      const scope = model.scope(`decoder.${level}`);
      const skip = skips[level]!;
      const reduced = convLayer(scope, 'reduce', h, { out: base << level, kernel: 1 });
      const larger = resizeBilinear(reduced, skip.shape[2]!, skip.shape[3]!);
      h = convNormRelu(scope, 'merge', concat([larger, skip]), base << level);
    }
    return convLayer(model, 'head', h, { out: 1, kernel: 1 });
  };
}

/** 3x3 convolution `NAME.conv`, batch normalisation `NAME.norm`, relu. */
function convNormRelu(model: ModelContext, name: string, x: Tensor, out: number): Tensor {
  const scope = model.scope(name);
  const y = convLayer(scope, 'conv', x, { out, kernel: 3, padding: 1, bias: false });
  return relu(batchNormLayer(scope, 'norm', y));
}
