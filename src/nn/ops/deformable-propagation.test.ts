import { expect, test } from 'vitest';
import type { OperatorCase } from '../../../test/support/operator-cases/operator-case.js';
import { openOperator, probeOf } from '../../../test/support/run-operator.js';
import { gradients } from '../graph/gradients.js';
import { Graph } from '../graph/graph.js';
import { deformablePropagation } from './deformable-propagation.js';
import { reduceSum } from './reduce-sum.js';
import type { Outside } from './sample-axis.js';
import { stopGradient } from './stop-gradient.js';

/** methods/jspsr.md, section 12: the post-processor alone, made by the published network; 6 digits. */
const PUBLISHED = [
  [-0.013584, 0.163153, 0.119036, 0.029384, 0.098643],
  [-0.15708, -0.011648, -0.071995, 0.773037, 0.191919],
  [0.473643, 0.433201, 1.102713, 1.012219, 0.737991],
  [1.605423, 1.130799, 0.45358, 0.93226, 1.751004],
  [1.158059, 1.575211, 2.635805, 2.068447, 2.786771],
].flat();

const pixels = (channels: number, value: (channel: number, p: number) => number) =>
  Float64Array.from({ length: channels * 25 }, (_, i) => value(Math.floor(i / 25), i % 25));

const operatorFor = (outside: Outside): OperatorCase => ({
  name: 'deformablePropagation',
  inputs: [[1, 1, 5, 5], [1, 9, 5, 5], [1, 16, 5, 5], [1, 1, 3, 3], [1]],
  build: (image, weights, offsets, taps, bias) =>
    deformablePropagation({ image, weights, offsets, taps, bias, scale: 1, outside }),
});

test('equals the published network', async () => {
  const operator = operatorFor('zero');
  const data = [
    pixels(1, (_, p) => {
      const [y, x] = [Math.floor(p / 5), p % 5];
      return 0.1 * y * y + 0.05 * x * y + 0.02 * x;
    }),
    pixels(9, (k, p) => ((3 * p + 5 * k) % 11) / 11),
    pixels(16, (c, p) => (((7 * p + 3 * c) % 13) - 6) / 8),
    new Float64Array(9).fill(1),
    Float64Array.of(0),
  ];
  const session = await openOperator(operator, 'reference');
  const { value } = await session.run({ ...probeOf(operator), data });
  await session.release();
  PUBLISHED.forEach((v, i) => {
    expect(value[i]).toBeCloseTo(v, 6);
  });
});

// Indices that are none would make ONNX Runtime fail.
test.each(['zero', 'border'] as const)(
  'offsets that are no numbers spoil their pixels only (%s)',
  async (outside) => {
    const operator = operatorFor(outside);
    const probe = probeOf(operator);
    const [, , offsets] = probe.data;
    const session = await openOperator(operator, 'cpu');
    const { value: sound } = await session.run(probe);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -1e30];
    odd.forEach((offset, pixel) => {
      offsets![pixel] = offset;
    });
    const { value } = await session.run(probe);
    await session.release();
    value.forEach((height, pixel) => {
      if (pixel >= odd.length) expect(height).toBe(sound[pixel]);
    });
    expect(value[0]).toBeNaN();
    expect([3, 4].every((pixel) => Number.isFinite(value[pixel]))).toBe(true);
  },
);

test('the backward step scatters only where the image needs a gradient', () => {
  const scatters = (detached: boolean) => {
    const graph = new Graph('cpu');
    const input = (name: string, shape: number[]) => graph.input(name, shape, { differentiable: true });
    const image = input('image', [1, 1, 5, 5]);
    const weights = input('weights', [1, 9, 5, 5]);
    const offsets = input('offsets', [1, 16, 5, 5]);
    const step = {
      image: detached ? stopGradient(image) : image,
      weights,
      offsets,
      taps: input('taps', [1, 1, 3, 3]),
      bias: input('bias', [1]),
      scale: 1,
      outside: 'zero',
    } as const;
    gradients(reduceSum(deformablePropagation(step)), [weights, offsets, ...(detached ? [] : [image])]);
    return graph.toModel().graph.nodes.filter((node) => node.opType === 'ScatterND').length;
  };
  expect([scatters(true), scatters(false)]).toEqual([0, 1]);
});
