import { expect, test } from 'vitest';
import { filledParameters, type Image, runFilled } from '../../../test/support/filled-network.js';
import { openOperator } from '../../../test/support/run-operator.js';
import type { Tensor } from '../../nn/graph/graph.js';
import { upProjection } from '../../nn/layers/up-projection.js';
import type { Network } from '../../nn/model/context.js';
import { declareNetwork } from '../../nn/model/declare.js';
import { chen2022 } from './chen2022.js';
import { chen2022Schema } from './config.js';
import { chen2022Loss, chen2022LossSchema } from './loss.js';

/** The test vectors of methods/chen2022.md, section 11, in float64. */
const [H, W] = [64, 96];
const network = chen2022(chen2022Schema.parse({ type: 'chen2022' }));

function image(value: (x: number, y: number) => number): Image {
  const data = Float64Array.from({ length: H * W }, (_, i) => value(i % W, Math.floor(i / W)));
  return { shape: [1, 1, H, W], data };
}

/** Less its smallest sample. */
function grounded({ shape, data }: Image): Image {
  const least = Math.min(...data);
  return { shape, data: data.map((v) => v - least) };
}

const relief = image((x, y) => 1.5 + Math.sin(0.05 * x) + 0.5 * Math.cos(0.07 * y));
const coarse = grounded(relief);
const truth = grounded(image((x, y) => relief.data[y * W + x]! + 0.2 * Math.cos(0.3 * x + 0.2 * y)));
const photo = image((x, y) => 0.5 + 0.4 * Math.sin(0.5 * x + 0.3 * y));

const mean = (samples: Float64Array) => samples.reduce((a, b) => a + b, 0) / samples.length;

function expectDigits(actual: ArrayLike<number>, expected: readonly number[], digits: number) {
  expected.forEach((value, i) => {
    expect(actual[i], `number ${i}`).toBeCloseTo(value, digits);
  });
}

const TERMS = { elevation: 0, gradient: 0, normal: 0 };
const term = (name: keyof typeof TERMS, border: string) =>
  chen2022LossSchema.parse({ ...TERMS, [name]: 1, border });

test.each(['nearest', 'nearest-literal'] as const)(
  'up-projection 2 to 3 channels, %s',
  async (upsampling) => {
    const layer: Network = (model, x) => upProjection(model, 'up', x!, { out: 3, upsampling });
    const x = { shape: [1, 2, 3, 3], data: Float64Array.from({ length: 18 }, (_, i) => Math.sin(0.9 * i)) };
    const { y } = await runFilled(layer, [x], false);
    expectDigits(y, [0.180646565, 0.135508159, 0, 0.061677527, 0.169818074, 0.176873744], 9);
    expect(18 * 6 * mean(y)).toBeCloseTo(4.871193496, 8);
    const trained = await runFilled(layer, [x], true);
    expect(18 * 6 * mean(trained.y)).toBeCloseTo(58.814054616, 8);
    expect(trained.y[36 + 2 * 6 + 3]).toBeCloseTo(0.890607882, 9);
  },
);

// The file prints 0.15804996796809 for the elevation; its own totals give the number here.
test.each([
  ['elevation', 'edge', 0.15804996798089],
  ['gradient', 'zero', 0.51263677560046],
  ['normal', 'zero', 0.05744060596615],
  ['gradient', 'edge', 0.48979013100617],
  ['normal', 'edge', 0.05878734946644],
  ['total', 'zero', 0.44308865876419],
  ['total', 'edge', 0.43233870821719],
] as const)('the loss: %s, border %s', async (name, border, expected) => {
  const config = name === 'total' ? chen2022LossSchema.parse({ border }) : term(name, border);
  const build = (y: Tensor, target: Tensor) => chen2022Loss(y, target, null, config);
  const session = await openOperator({ name, inputs: [coarse.shape, truth.shape], build }, 'reference');
  const { value } = await session.run({ data: [coarse.data, truth.data], weights: Float64Array.of(1) });
  await session.release();
  expect(value[0]).toBeCloseTo(expected, 13);
});

test('the compact network in evaluation', async () => {
  const { parameters } = declareNetwork(network, photo.shape, coarse.shape);
  expect(parameters.entries).toHaveLength(155);
  expect(filledParameters(parameters)).toHaveLength(1_730_121);
  const { y } = await runFilled(network, [photo, coarse], false);
  expectDigits(y, [0.02100624935781, 0.05188710124412, 0.03294086160863, 0.01222958343261], 13);
  expect(mean(y)).toBeCloseTo(0.00590244548668, 13);
  expect((100 * y.filter((v) => v === 0).length) / y.length).toBeCloseTo(84.098307, 6);
});

test('the compact network in training: output, loss, gradients of the head', async () => {
  const run = await runFilled(network, [photo, coarse], true, (y) => {
    const target = y.graph.constant(truth.data, truth.shape);
    return {
      elevation: chen2022Loss(y, target, null, term('elevation', 'edge')),
      gradient: chen2022Loss(y, target, null, term('gradient', 'edge')),
      normal: chen2022Loss(y, target, null, term('normal', 'edge')),
      loss: chen2022Loss(y, target, null, chen2022LossSchema.parse({})),
    };
  });
  expectDigits(run.y, [0.1867633676346, 0.244853885196, 0.010693942959, 0], 12);
  expect(mean(run.y)).toBeCloseTo(0.2741524544289, 12);
  expectDigits(Object.values(run.scalars), [1.498006851, 2.508938778, 0.484500219, 2.99472635], 9);
  expect(Math.hypot(...run.gradient('head.weight'))).toBeCloseTo(7.022149159, 8);
  expect(run.gradient('head.bias')[0]).toBeCloseTo(1.166048947, 9);
});
