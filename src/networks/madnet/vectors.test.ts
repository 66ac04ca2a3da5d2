import { expect, test } from 'vitest';
import { type Image, runFilled } from '../../../test/support/filled-network.js';
import { openOperator } from '../../../test/support/run-operator.js';
import type { Tensor } from '../../nn/graph/graph.js';
import { denseLayer } from '../../nn/layers/dense-block.js';
import { upProjection } from '../../nn/layers/up-projection.js';
import { declareNetwork } from '../../nn/model/declare.js';
import { madnetSchema } from './config.js';
import { madnetLoss, madnetLossSchema } from './loss.js';
import { madnet } from './madnet.js';

/** The test vectors of methods/madnet.md, section 10, in float64. */
const SIDE = 128;
const network = madnet(madnetSchema.parse({ type: 'madnet' }));

function image(side: number, value: (x: number, y: number) => number): Image {
  const data = Float64Array.from({ length: side * side }, (_, i) => value(i % side, Math.floor(i / side)));
  return { shape: [1, 1, side, side], data };
}

const photo = image(SIDE, (x, y) => 0.5 + 0.4 * Math.sin(0.5 * x + 0.3 * y) * Math.cos(0.11 * x));
const small = { shape: [1, 2, 3, 3], data: Float64Array.from({ length: 18 }, (_, i) => Math.sin(0.9 * i)) };

const sum = (samples: Float64Array) => samples.reduce((a, b) => a + b, 0);
const mean = (samples: Float64Array) => sum(samples) / samples.length;

function expectDigits(actual: ArrayLike<number>, expected: readonly number[], digits: number) {
  expected.forEach((value, i) => {
    expect(actual[i], `number ${i}`).toBeCloseTo(value, digits);
  });
}

/** The order of the file: by U-Net, within it by kind, and within a kind as the network asks for them. */
const SCALES = ['alpha', 'fine', 'intermediate', 'coarse'];
const KINDS = ['stem', 'dense', 'transition', 'norm', 'up', 'merge', 'head'];
const rank = (name: string): number => {
  const [scale, kind] = name.split('.') as [string, string];
  return 100 * SCALES.indexOf(scale) + KINDS.findIndex((start) => kind.startsWith(start));
};

test('up-projection 2 to 3 channels', async () => {
  const layer = (training: boolean) =>
    runFilled((model, x) => upProjection(model, 'up', x!, { out: 3 }), [small], training);
  const { y } = await layer(false);
  expectDigits(y, [0.004336122, 0.008841665, 0, 0.003437581, 0.013618955, 0.014710784], 9);
  expect(sum(y)).toBeCloseTo(1.856642248, 8);
  expect(sum((await layer(true)).y)).toBeCloseTo(54.699635012, 8);
});

test('dense layer with a bottleneck', async () => {
  const { y } = await runFilled(
    (model, x) => denseLayer(model, 'dense', x!, { growth: 3, bottleneck: 6 }),
    [small],
    false,
  );
  expect(sum(y)).toBeCloseTo(2.034647766, 8);
  expectDigits(y.subarray(4 * 9), [-0.2816816, -0.245083811, 0.014802902], 9);
});

test('the compact generator', async () => {
  const { parameters } = declareNetwork(network, photo.shape);
  // The file counts the three factors of the sum as one tensor.
  expect(parameters.entries.length - 2).toBe(373);
  const values = { 'alpha.fine': 0.5, 'alpha.intermediate': 0.25, 'alpha.coarse': 0.25 };
  const order = { rank, values, first: -2 };
  const { y } = await runFilled(network, [photo], false, undefined, order);
  expectDigits(y, [0.148399349218, 0.160806141187, 0.14801615314, 0.145610884421], 11);
  expect(y[32 * 64 + 32]).toBeCloseTo(-0.026463928146, 11);
  expect(mean(y)).toBeCloseTo(-0.019679818488, 11);
  const trained = await runFilled(network, [photo], true, undefined, order);
  expect(mean(trained.y)).toBeCloseTo(-0.011797688118, 11);
}, 120_000);

test.each([
  ['berHu', 0.057034250769, 11],
  ['gradient', 6.241915897e-6, 14],
] as const)('the loss: %s', async (name, expected, digits) => {
  const relief = image(64, (x, y) => 0.5 + 0.4 * Math.sin(0.08 * x) * Math.cos(0.06 * y));
  const [low, high] = [Math.min(...relief.data), Math.max(...relief.data)];
  const truth = relief.data.map((v) => (v - low) / (high - low));
  const none = { gradient: 0, berHu: 0, adversarial: 0 };
  const config = madnetLossSchema.parse({ ...none, [name]: 1 });
  const build = (y: Tensor, target: Tensor) => madnetLoss(y, target, null, null, config);
  const session = await openOperator({ name, inputs: [relief.shape, relief.shape], build }, 'reference');
  const { value } = await session.run({
    data: [truth.map((v) => 0.9 * v + 0.02), truth],
    weights: Float64Array.of(1),
  });
  await session.release();
  expect(value[0]).toBeCloseTo(expected, digits);
});
