import type { Tensor } from '../../nn/graph/graph.js';
import { shapeError, showShape } from '../../nn/graph/shape.js';
import type { Network } from '../../nn/model/context.js';
import type { Initialiser } from '../../nn/model/initialiser.js';
import { add } from '../../nn/ops/add.js';
import { averagePool } from '../../nn/ops/average-pool.js';
import { multiply } from '../../nn/ops/multiply.js';
import { reshape } from '../../nn/ops/reshape.js';
import { resizeBilinear } from '../../nn/ops/resize-bilinear.js';
import { MADNET_SCALES, MADNET_SIZES, type MadnetConfig, type MadnetScale } from './config.js';
import { denseUnet } from './dense-unet.js';

/** The weights of the three maps in their sum, at first: fine, intermediate, coarse. */
const ALPHA = [0.5, 0.25, 0.25];

const SCALES = Object.keys(MADNET_SCALES) as MadnetScale[];

/**
 * Relative heights from one image (Tao et al. 2021, MADNet, doi 10.3390/rs13152877; what the paper leaves open as in methods/madnet.md):
 * grey levels / 255 [N, 1, H, W] give heights [N, 1, H / 2, W / 2] within about 0 … 1 per tile; H and W are multiples of 64.
 *
 * Three dense U-Nets see the image, its half and its quarter; their maps, doubled bilinearly to one size, are summed with trained
 * factors. One U-Net alone takes the image already reduced and gives its own map.
 */
export function madnet({ size, part, head }: MadnetConfig): Network {
  const sizes = typeof size === 'string' ? MADNET_SIZES[size] : size;
  return (model, image) => {
    checkInput(image!, part);
    if (part !== 'joint')
      return denseUnet(model.scope(part), image!, MADNET_SCALES[part].levels, sizes, head);
    const alpha = ALPHA.map((value, i) => model.parameter(`alpha.${SCALES[i]}`, [1], startAt(value)));
    const [rows, columns] = image!.shape.slice(2).map((side) => side / 2) as [number, number];
    return SCALES.map((scale, i) => {
      const { levels, reduction } = MADNET_SCALES[scale];
      const reduced = halve(image!, Math.log2(reduction));
      const heights = denseUnet(model.scope(scale), reduced, levels, sizes, head);
      return multiply(enlarge(heights, rows, columns), reshape(alpha[i]!, [1, 1, 1, 1]));
    }).reduce((sum, map) => add(sum, map));
  };
}

const startAt = (value: number): Initialiser => ({ type: 'constant', value });

/** Means of 2 x 2 pixels, so many times. */
function halve(x: Tensor, times: number): Tensor {
  return times === 0 ? x : halve(averagePool(x, { kernel: 2, stride: 2 }), times - 1);
}

/** Bilinear doublings up to a size. */
function enlarge(x: Tensor, rows: number, columns: number): Tensor {
  const [, , h, w] = x.shape as [number, number, number, number];
  return h === rows ? x : enlarge(resizeBilinear(x, 2 * h, 2 * w), rows, columns);
}

function checkInput(image: Tensor, part: MadnetConfig['part']): void {
  const [, channels, ...sides] = image.shape;
  const step = part === 'joint' ? 64 : 2 ** (MADNET_SCALES[part].levels + 1);
  if (image.shape.length === 4 && channels === 1 && sides.every((side) => side > 0 && side % step === 0))
    return;
  const rule = `images [N, 1, H, W] whose sides are multiples of ${step}`;
  throw shapeError('madnet', `${showShape(image.shape)} are not ${rule}`);
}
