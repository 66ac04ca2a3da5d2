import { describe, expect, test } from 'vitest';
import { type Image, runFilled } from '../../../test/support/filled-network.js';
import type { Tensor } from '../../nn/graph/graph.js';
import { l1Loss } from '../../nn/losses/l1.js';
import { l2Loss } from '../../nn/losses/l2.js';
import { sobelL1Loss } from '../../nn/losses/sobel-l1.js';
import { declareNetwork } from '../../nn/model/declare.js';
import { jspsrSchema } from './config.js';
import { jspsr } from './jspsr.js';
import { jspsrLoss, jspsrLossSchema } from './loss.js';

/** The test vectors of methods/jspsr.md, section 12, in float64. */
const SIDE = 16;

function image(channels: number, value: (x: number, y: number, c: number) => number): Image {
  const pixels = SIDE * SIDE;
  const data = Float64Array.from({ length: channels * pixels }, (_, i) => {
    const at = i % pixels;
    return value(at % SIDE, Math.floor(at / SIDE), Math.floor(i / pixels));
  });
  return { shape: [1, channels, SIDE, SIDE], data };
}

const dem = image(1, (x, y) => 0.65 + 0.1 * Math.sin(0.3 * x) * Math.cos(0.2 * y));
const photo = image(3, (x, y, c) => 0.5 + 0.4 * Math.sin(0.5 * x + 0.3 * y + c));
const mask = image(15, (x, y, c) =>
  (Math.floor(x / 4) + Math.floor(y / 4) + c) % 15 === 0 ? (c + 1) / 16 : 0,
);
const truth = image(1, (x, y) => dem.data[y * SIDE + x]! + 0.01 * Math.cos(0.7 * x + 0.4 * y));

const mean = (samples: Float64Array) => samples.reduce((a, b) => a + b, 0) / samples.length;

const CASES = [
  {
    name: 'two branches',
    ...{ guidance: ['image'], inputs: [dem, photo], tensors: 176, parameters: 458_855 },
    evaluated: [0.6154226898744, 0.6332106677308, 0.6545662730971, 0.6733031453615],
    ...{ centre: 0.6941370735219, mean: 0.6902275810018 },
    trained: [0.6919245388051, 0.7780209491753, 0.7481271448778, 0.851359943602],
    losses: [0.0738360174452, 0.0127487381274, 0.024572505705, 0.089042006143],
    ...{ bias: 0.904504677438, offsets: 0.0288198393626, stem: 0.2484075613211 },
  },
  {
    name: 'three branches',
    ...{ guidance: ['image', 'mask'], inputs: [dem, photo, mask], tensors: 238, parameters: 691_047 },
    evaluated: [0.6668952565736, 0.7519318018202, 0.8653066353712, 0.8761881680114],
    ...{ centre: 0.6610239137186, mean: 0.6694593519311 },
    trained: [0.6317157718673, 0.8463751554689, 0.6806264334267, 0.8003876433346],
    losses: [0.0313367693841, 0.0030454057071, 0.0133726793939, 0.0357194430307],
    ...{ bias: 0.6822764155264, offsets: 0.0131596796466, stem: 0.0885619745673 },
  },
] as const;

describe.each(CASES)('$name', (known) => {
  const { guidance } = known;
  const network = jspsr(jspsrSchema.parse({ type: 'jspsr', guidance, features: 4 }));

  test('in evaluation', async () => {
    const { parameters } = declareNetwork(network, ...known.inputs.map(({ shape }) => shape));
    expect(parameters.entries).toHaveLength(known.tensors);
    expect(parameters.size).toBe(known.parameters);
    const { y } = await runFilled(network, known.inputs, false);
    known.evaluated.forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 12);
    });
    expect(y[8 * SIDE + 8]).toBeCloseTo(known.centre, 12);
    expect(mean(y)).toBeCloseTo(known.mean, 12);
  });

  test('in training: output, losses, gradients', async () => {
    const run = await runFilled(network, known.inputs, true, (y: Tensor) => {
      const target = y.graph.constant(truth.data, truth.shape);
      return {
        l1: l1Loss(y, target, null),
        l2: l2Loss(y, target, null),
        edge: sobelL1Loss(y, target, null),
        loss: jspsrLoss(y, target, null, jspsrLossSchema.parse({})),
      };
    });
    known.trained.forEach((value, i) => {
      expect(run.y[i]).toBeCloseTo(value, 12);
    });
    Object.values(run.scalars).forEach((value, i) => {
      expect(value).toBeCloseTo(known.losses[i]!, 12);
    });
    expect(run.gradient('propagation.bias')[0]).toBeCloseTo(known.bias, 10);
    expect(Math.hypot(...run.gradient('generator.offsets.bias'))).toBeCloseTo(known.offsets, 10);
    expect(Math.hypot(...run.gradient('dem.stem.weight'))).toBeCloseTo(known.stem, 10);
  }, 120_000);
});
