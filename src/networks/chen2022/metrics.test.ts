import { expect, test } from 'vitest';
import { openOperator } from '../../../test/support/run-operator.js';
import { createRng } from '../../core/rng.js';
import { chen2022Metrics, poolChen2022Metrics } from './metrics.js';

const shape = [2, 1, 4, 8];
const NAMES = ['delta0.1', 'delta0.25', 'delta0.5', 'mse', 'relativeSum', 'relativeShare'] as const;

/** The metrics of a batch in float64. */
async function measure(prediction: Float64Array, target: Float64Array): Promise<Record<string, number>> {
  const values = NAMES.map(async (name) => {
    const build = (...[p, t]: Parameters<typeof chen2022Metrics>) => chen2022Metrics(p, t)[name]!;
    const session = await openOperator({ name, inputs: [shape, shape], build }, 'reference');
    const { value } = await session.run({ data: [prediction, target], weights: Float64Array.of(1) });
    await session.release();
    return [name, value[0]!] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

test('means over batches become metrics over all pixels', async () => {
  const rng = createRng(5);
  // The second batch has many more pixels that the relative difference leaves out.
  const batches = [0.1, 0.7].map((low) => {
    const target = Float64Array.from({ length: 64 }, () => (rng.next() < low ? 1e-4 : 3 * rng.next()));
    return { target, prediction: target.map((t) => t + 0.4 * rng.normal()) };
  });
  const each: Record<string, number>[] = [];
  for (const { prediction, target } of batches) each.push(await measure(prediction, target));
  const means = Object.fromEntries(NAMES.map((name) => [name, (each[0]![name]! + each[1]![name]!) / 2]));
  const { loss, ...pooled } = poolChen2022Metrics({ loss: 7, ...means });
  expect(loss).toBe(7);

  const pixels = batches.flatMap(({ prediction, target }) =>
    Array.from(target, (t, i) => ({ t, d: Math.abs(prediction[i]! - t) })),
  );
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const high = pixels.filter(({ t }) => t >= 1e-3);
  const expected = {
    'delta0.1': mean(pixels.map(({ d }) => Number(d < 0.1))),
    'delta0.25': mean(pixels.map(({ d }) => Number(d < 0.25))),
    'delta0.5': mean(pixels.map(({ d }) => Number(d < 0.5))),
    mse: mean(pixels.map(({ d }) => d * d)),
    rel: mean(high.map(({ t, d }) => d / t)),
    relExcluded: 1 - high.length / pixels.length,
  };
  expect(Object.keys(pooled).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) expect(pooled[name], name).toBeCloseTo(value, 12);
  expect(Math.abs(pooled.rel! - mean(each.map((m) => m.relativeSum! / m.relativeShare!)))).toBeGreaterThan(
    1e-3,
  );
});
