import type { Tensor } from '../../../src/nn/graph/graph.js';
import { berHuLoss } from '../../../src/nn/losses/ber-hu.js';
import { gradientLoss } from '../../../src/nn/losses/gradient.js';
import { l1Loss } from '../../../src/nn/losses/l1.js';
import { l2Loss } from '../../../src/nn/losses/l2.js';
import type { Mask } from '../../../src/nn/losses/masked.js';
import { normalLoss } from '../../../src/nn/losses/normal.js';
import { discriminatorLoss, generatorLoss } from '../../../src/nn/losses/relativistic-gan.js';
import { sobelL1Loss } from '../../../src/nn/losses/sobel-l1.js';
import { add } from '../../../src/nn/ops/add.js';
import { cast } from '../../../src/nn/ops/cast.js';
import { conv } from '../../../src/nn/ops/conv.js';
import { greater } from '../../../src/nn/ops/greater.js';
import { relu } from '../../../src/nn/ops/relu.js';
import { stopGradient } from '../../../src/nn/ops/stop-gradient.js';
import { where } from '../../../src/nn/ops/where.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 2, 7, 6];
const scores = [4, 1];

type Loss = (prediction: Tensor, target: Tensor, mask: Mask) => Tensor;

/** Losses over images, by name. */
const imageLosses: Readonly<Record<string, Loss>> = {
  l1Loss,
  l2Loss,
  berHuLoss,
  gradientLoss,
  sobelL1Loss,
  normalLoss: (prediction, target, mask) => normalLoss(prediction, target, mask, 0.5),
};

/** Inputs below this make a hole in the mask: about one pixel in ten. */
export const HOLE = -0.8;

/** The loss where the target is NaN wherever the mask is 0. */
const withNodata =
  (loss: Loss): OperatorCase['build'] =>
  (prediction, target, noise) => {
    const valid = greater(noise, HOLE);
    return loss(prediction, where(valid, target, Number.NaN), cast(valid, noise.graph.float));
  };

export const lossCases: readonly OperatorCase[] = [
  ...Object.entries(imageLosses).flatMap(([name, loss]) => {
    const stopsGradient = name === 'berHuLoss';
    return [
      { name, inputs: [image, image], stopsGradient, build: (p: Tensor, t: Tensor) => loss(p, t, null) },
      {
        name: `${name} with nodata`,
        inputs: [image, image, [2, 1, 7, 6]],
        stopsGradient,
        build: withNodata(loss),
      },
    ];
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

/**
 * All masked losses of a network's output; the target is data, as in training. Around convolutions the WebGPU provider moves
 * transpositions about, none of which may end at booleans.
 */
export const lossesOfNetwork: OperatorCase = {
  name: 'losses of a network, with nodata',
  inputs: [
    [2, 1, 7, 6],
    [2, 1, 7, 6],
    [2, 1, 7, 6],
    [1, 1, 3, 3],
  ],
  stopsGradient: true,
  build: (image, target, noise, weights) => {
    const options = { padding: 1 };
    const prediction = conv(relu(conv(image, weights, null, options)), weights, null, options);
    return Object.values(imageLosses)
      .map((loss) => withNodata(loss)(prediction, stopGradient(target), noise))
      .reduce((a, b) => add(a, b));
  },
};
