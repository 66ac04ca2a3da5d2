import { expect, test } from 'vitest';
import { openOperator } from '../../../test/support/run-operator.js';
import { createRng } from '../../core/rng.js';
import { type HeightFacts, heightMetrics, poolHeightMetrics } from './metrics.js';

const SIDE = 24;
const shape = [1, 1, SIDE, SIDE];
const NAMES = ['mae', 'meanSquare', 'coarse.meanSquare', 'slopeMeanSquare', 'coarse.slopeMeanSquare', 'peak'];

type Heights = Readonly<Record<'prediction' | 'target' | 'dem', Float64Array>>;

/** The pooled metrics of one sample in float64. */
async function measure({ prediction, target, dem }: Heights, facts: HeightFacts) {
  const means: Record<string, number> = {};
  for (const name of NAMES) {
    const build = (...[p, t, d]: Parameters<typeof heightMetrics>[0]['dem'][]) =>
      heightMetrics({ prediction: p!, target: t!, dem: d! }, facts)[name]!;
    const session = await openOperator({ name, inputs: [shape, shape, shape], build }, 'reference');
    const { value } = await session.run({ data: [prediction, target, dem], weights: Float64Array.of(1) });
    await session.release();
    means[name] = value[0]!;
  }
  return poolHeightMetrics(means);
}

const rng = createRng(3);
const noise = (base: Float64Array, spread: number): Float64Array =>
  base.map((h) => h + spread * rng.normal());
const truth = Float64Array.from({ length: SIDE ** 2 }, (_, i) => 40 + 0.8 * (i % SIDE) + 3 * rng.next());
const [found, coarse] = [noise(truth, 1), noise(truth, 4)];

/** Root mean square over the inner pixels. */
function rms(values: (i: number) => number): number {
  let [sum, count] = [0, 0];
  for (let r = 1; r < SIDE - 1; r++)
    for (let c = 1; c < SIDE - 1; c++, count++) sum += values(r * SIDE + c) ** 2;
  return Math.sqrt(sum / count);
}

test.each([
  ['from the mean', { type: 'from-mean', scale: 10 }, (h: number) => (h - 50) / 10],
  [
    'logarithms above the least',
    { type: 'above-least', min: -80, max: 929, log: true },
    (h: number) => Math.log(h + 80) / Math.log(1009),
  ],
  [
    'above the least',
    { type: 'above-least', min: -80, max: 929, log: false },
    (h: number) => (h + 80) / 1009,
  ],
] as const)('heights %s become metres again', async (_, scale, encode) => {
  const heights = { prediction: found.map(encode), target: truth.map(encode), dem: coarse.map(encode) };
  const metrics = await measure(heights, { scale, pixel: 8, peak: 929 });
  const rmse = rms((i) => found[i]! - truth[i]!);
  expect(metrics.rmse).toBeCloseTo(rmse, 8);
  expect(metrics.psnr).toBeCloseTo(20 * Math.log10(929 / rmse), 8);
  expect(metrics.rmseRatio).toBeCloseTo(rmse / rms((i) => coarse[i]! - truth[i]!), 8);
  expect(metrics.mae).toBeLessThan(rmse);
  expect(metrics.slopeRmse).toBeGreaterThan(0.01);
  expect(metrics.slopeRatio).toBeLessThan(1);
});

test('the slope of a plane is known', async () => {
  const plane = (tilt: number) =>
    Float64Array.from({ length: SIDE ** 2 }, (_, i) => (tilt * (i % SIDE)) / 10);
  const heights = { prediction: plane(2), target: plane(5), dem: plane(0) };
  const facts = { scale: { type: 'from-mean', scale: 10 }, pixel: 8, peak: 929 } as const;
  const { slopeRmse, slopeRatio } = await measure(heights, facts);
  // Sobel's kernel continues the border, where slopes are half as steep.
  expect(slopeRmse).toBeGreaterThan(0.9 * (3 / 8));
  expect(slopeRmse).toBeLessThan(3 / 8);
  expect(slopeRatio).toBeCloseTo(3 / 5, 8);
});

test('other means pass through', () => {
  expect(poolHeightMetrics({ loss: 1, mse: 2 })).toEqual({ loss: 1, mse: 2 });
});
