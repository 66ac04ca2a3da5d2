import type { Tensor } from '../../../src/nn/graph/tensor.js';
import { berHuLoss } from '../../../src/nn/losses/ber-hu.js';
import { gradientLoss } from '../../../src/nn/losses/gradient.js';
import { l1Loss } from '../../../src/nn/losses/l1.js';
import { l2Loss } from '../../../src/nn/losses/l2.js';
import type { Mask } from '../../../src/nn/losses/masked.js';
import { normalLoss } from '../../../src/nn/losses/normal.js';
import { discriminatorLoss, generatorLoss } from '../../../src/nn/losses/relativistic-gan.js';
import { sobelL1Loss } from '../../../src/nn/losses/sobel-l1.js';
import { greater } from '../../../src/nn/ops/greater.js';
import { where } from '../../../src/nn/ops/where.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 2, 7, 6];
const scores = [4, 1];

type Loss = (prediction: Tensor, target: Tensor, mask: Mask) => Tensor;

/** Losses over images, by name. */
export const imageLosses: Readonly<Record<string, Loss>> = {
  l1Loss,
  l2Loss,
  berHuLoss,
  gradientLoss,
  sobelL1Loss,
  normalLoss: (prediction, target, mask) => normalLoss(prediction, target, mask, 0.5),
};

/** Holes in the middle, at a border and in a corner; the second image has its own. */
export const maskValues = (): number[] => {
  const values = new Array<number>(2 * 42).fill(1);
  for (const hole of [0, 15, 16, 29, 42 + 20, 42 + 41]) values[hole] = 0;
  return values;
};

/** The loss where the target, and for one pixel the prediction too, is NaN wherever the mask is 0. */
export const withNodata =
  (loss: Loss): OperatorCase['build'] =>
  (prediction, target) => {
    const { graph } = target;
    const mask = graph.constant(maskValues(), [2, 1, 7, 6]);
    const firstHole = graph.constant([0, ...new Array<number>(83).fill(1)], [2, 1, 7, 6]);
    const nodata = (x: Tensor, keep: Tensor): Tensor => where(greater(keep, 0), x, Number.NaN);
    return loss(nodata(prediction, firstHole), nodata(target, mask), mask);
  };

export const lossCases: readonly OperatorCase[] = [
  ...Object.entries(imageLosses).flatMap(([name, loss]) => {
    const shared = { inputs: [image, image], stopsGradient: name === 'berHuLoss' };
    return [
      { ...shared, name, build: (p: Tensor, t: Tensor) => loss(p, t, null) },
      { ...shared, name: `${name} with nodata`, build: withNodata(loss) },
    ] as const;
  }),
  {
    name: 'discriminatorLoss',
    inputs: [scores, scores],
    build: (real, fake) => discriminatorLoss(real, fake),
    tolerance: 1e-4,
  },
  {
    name: 'generatorLoss',
    inputs: [scores, scores],
    build: (real, fake) => generatorLoss(real, fake),
    tolerance: 1e-4,
  },
];
