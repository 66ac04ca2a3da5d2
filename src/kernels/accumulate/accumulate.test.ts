import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createWasmCompute } from '../backends/wasm.js';
import { type AccumulateOutputs, accumulate } from './index.js';

const wasm = createWasmCompute();
afterAll(() => wasm.close());

const ALL = ['mean', 'weight', 'sigma', 'count', 'dominant'] as const;

/** Contributors as rows of values and weights. */
function run(values: readonly (readonly number[])[], weights: readonly (readonly number[])[]) {
  const [count, length] = [values.length, values[0].length];
  const inputs = { values: Float32Array.from(values.flat()), weights: Float32Array.from(weights.flat()) };
  return wasm.run(accumulate, inputs, { count, length, wanted: ALL });
}

const list = (outputs: AccumulateOutputs) =>
  Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, [...values]]));

const height = fc.float({ min: -9000, max: 9000, noNaN: true });
const share = fc.float({ min: Math.fround(1e-6), max: 1000, noNaN: true });
const contributors = fc.array(fc.tuple(height, share), { minLength: 1, maxLength: 12 });

describe('accumulate', () => {
  it('gives weighted mean and spread, counts, and the first of the greatest weights', async () => {
    const nan = Number.NaN;
    const values = [
      [10, nan, nan, 5, 1],
      [20, 7, nan, 6, 2],
      [40, nan, 3, 9, 3],
    ];
    const weights = [
      [1, 5, 1, 2, 4],
      [2, 3, 1, 2, 4],
      [1, 1, 0, 0, 8],
    ];
    const got = list(await run(values, weights));
    expect(got).toEqual({
      mean: [22.5, 7, nan, 5.5, 2.25],
      weight: [4, 3, 0, 4, 16],
      sigma: [
        Math.fround(Math.sqrt((12.5 ** 2 + 2 * 2.5 ** 2 + 17.5 ** 2) / 4)),
        0,
        nan,
        0.5,
        expect.any(Number),
      ],
      count: [3, 1, 0, 2, 3],
      dominant: [1, 1, -1, 0, 2],
    });
    expect(got.sigma![4]).toBeCloseTo(Math.sqrt((1.25 ** 2 + 0.25 ** 2 + 2 * 0.75 ** 2) / 4), 6);
  });

  it('keeps equal heights as they are, whatever the weights', async () => {
    await fc.assert(
      fc.asyncProperty(height, fc.array(share, { minLength: 1, maxLength: 12 }), async (h, shares) => {
        const got = await run(
          shares.map(() => [h]),
          shares.map((w) => [w]),
        );
        expect(got.mean[0]).toBe(Math.fround(h) + 0);
        expect(got.sigma[0]).toBeLessThan(1e-10);
      }),
    );
  });

  it('stays within the range of the contributors, and its spread within half of it', async () => {
    await fc.assert(
      fc.asyncProperty(contributors, async (list) => {
        const got = await run(
          list.map(([h]) => [h]),
          list.map(([, w]) => [w]),
        );
        const heights = list.map(([h]) => h);
        const [low, high] = [Math.min(...heights), Math.max(...heights)];
        expect(got.mean[0]).toBeGreaterThanOrEqual(low);
        expect(got.mean[0]).toBeLessThanOrEqual(high);
        expect(got.sigma[0]).toBeLessThanOrEqual(Math.fround((high - low) / 2) + 1e-6);
      }),
    );
  });

  it('gives the same bytes per pixel wherever the pixel is', async () => {
    await fc.assert(
      fc.asyncProperty(contributors, fc.integer({ min: 1, max: 9 }), async (list, length) => {
        const repeat = (v: number): number[] => Array.from({ length }, () => v);
        const got = await run(
          list.map(([h]) => repeat(h)),
          list.map(([, w]) => repeat(w)),
        );
        const one = await run(
          list.map(([h]) => [h]),
          list.map(([, w]) => [w]),
        );
        for (const name of ALL) expect(new Set(got[name])).toEqual(new Set(one[name]));
      }),
    );
  });

  it('refuses planes that do not fit together', async () => {
    const inputs = { values: new Float32Array(6), weights: new Float32Array(5) };
    await expect(wasm.run(accumulate, inputs, { count: 2, length: 3, wanted: ALL })).rejects.toMatchObject({
      code: 'config',
    });
  });
});
