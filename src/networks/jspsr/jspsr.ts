import type { Tensor } from '../../nn/graph/graph.js';
import { shapeError, showShape } from '../../nn/graph/shape.js';
import type { Network } from '../../nn/model/context.js';
import { concat } from '../../nn/ops/concat.js';
import { GUIDANCE_CHANNELS, type JspsrConfig } from './config.js';
import { encode } from './encoder.js';
import { attendedConv, biasedConv, doubling } from './layers.js';
import { propagate } from './propagate.js';

/** The encoders end at 1/8 of the size. */
const STEP = 8;

/**
 * Heights of the bare ground from a coarse elevation model on the fine grid and guidance on the same grid (Cai and Wilson 2025, doi
 * 10.3390/rs17213591; details as in methods/jspsr.md): normalised heights [N, 1, H, W] and one tensor [N, C, H, W] per guidance
 * give normalised heights [N, 1, H, W]; H and W are multiples of 8.
 *
 * A branch of residual stages per input, whose maps are concatenated after every stage; a decoder with channel attention; from its map
 * and the coarse heights, weights and displacements of nine taps per pixel, over which the coarse heights are propagated once.
 */
export function jspsr(config: JspsrConfig): Network {
  return (model, dem, ...guidance) => {
    checkInputs(config, dem!, guidance);
    const [full, half, quarter, eighth] = encode(model, dem!, guidance, config) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const { features } = config;
    let h = doubling(model, 'up3', eighth, 8 * features);
    h = doubling(model, 'up2', concat([h, quarter]), 4 * features);
    h = doubling(model, 'up1', concat([h, half]), 2 * features);
    const decoded = attendedConv(model.scope('last'), concat([h, full]), 2 * features);
    return config.propagation
      ? propagate(model, dem!, decoded, config)
      : biasedConv(model, 'head', decoded, { out: 1, kernel: 3 });
  };
}

function checkInputs({ guidance: names }: JspsrConfig, dem: Tensor, guidance: readonly Tensor[]): void {
  const [n, , height, width] = dem.shape;
  const expected = [1, ...names.map((name) => GUIDANCE_CHANNELS[name])];
  const tensors = [dem, ...guidance];
  const sound =
    tensors.length === expected.length &&
    [height, width].every((side) => side !== undefined && side > 0 && side % STEP === 0) &&
    tensors.every(({ shape }, i) =>
      [n, expected[i], height, width].every((size, axis) => size === shape[axis]),
    );
  if (sound) return;
  const found = tensors.map(({ shape }) => showShape(shape)).join(', ');
  const rule = `images [N, C, H, W] of one size, sides multiples of ${STEP}, with ${expected.join(', ')} channels`;
  throw shapeError('jspsr', `${found} are not ${rule}`);
}
