import { afterAll, describe, expect, test } from 'vitest';
import { type SceneInput, tileOf, WIDTH } from '../../test/support/mosaic-scene.js';
import { createRng } from '../core/rng.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { mosaicTile } from './mosaic-tile.js';
import type { MosaicMode, MosaicOptions } from './options.js';

const compute = createWasmCompute();
afterAll(() => compute.close());

const OPTIONS: MosaicOptions = {
  mode: 'blend',
  blend: { featherPx: 6, exponent: 2, blurSigma: 1 },
  erodePx: 0,
  holeFillPx: 0,
};
const TILE = { col: 0, row: 0, width: WIDTH, height: 44 };
const ERRORS = [2, 0.5, 1.25];

/** Three inputs that begin and end in different columns; heights are errors with the stated deviation. */
function noisy(heightOf: (k: number) => number): SceneInput[] {
  const rasters = [
    { col: -30, row: -30, width: 70, height: 90 },
    { col: 8, row: -30, width: 90, height: 90 },
    { col: 20, row: -30, width: 20, height: 90 },
  ];
  return rasters.map((raster, k) => ({
    order: 2 - k,
    raster,
    heightAt: () => heightOf(k),
    errorAt: () => ERRORS[k],
  }));
}

function run(inputs: readonly SceneInput[], options: MosaicOptions) {
  return mosaicTile({ ...tileOf(inputs, options, TILE), withSigma: false, withUncertainty: true }, compute);
}

describe('standard error of the result', () => {
  test('is that of the weighted mean: on the plateau 1 / sqrt(sum 1 / s^2)', async () => {
    const { heights, uncertainty } = await run(
      noisy((k) => 10 * k),
      OPTIONS,
    );
    const middle = 5 * WIDTH + 30;
    const weights = ERRORS.map((s) => 1 / s ** 2);
    const total = weights[0] + weights[1] + weights[2];
    expect(heights[middle]).toBeCloseTo((10 * weights[1] + 20 * weights[2]) / total, 4);
    expect(uncertainty![middle]).toBeCloseTo(1 / Math.sqrt(total), 5);
  });

  test.each<[MosaicMode, Partial<MosaicOptions['blend']>]>([
    ['blend', {}],
    ['blend', { priorityPx: 5, exponent: 3 }],
    ['blend', { centreLine: true }],
    ['mean', {}],
    ['first', {}],
  ])('%s %j: agrees with drawn errors', async (mode, blend) => {
    const options = { ...OPTIONS, mode, blend: { ...OPTIONS.blend, ...blend } };
    const rng = createRng(5);
    const size = WIDTH * TILE.height;
    const squares = new Float64Array(size);
    const rounds = 40;
    let stated: Float32Array = new Float32Array(0);
    for (let round = 0; round < rounds; round++) {
      // White in every input: all rows of a column are draws of the same error.
      const drawn = noisy(() => 0).map((input, k) => ({
        ...input,
        heightAt: () => ERRORS[k] * rng.normal(),
      }));
      const { heights, uncertainty } = await run(drawn, options);
      for (let i = 0; i < size; i++) squares[i] += heights[i] ** 2;
      stated = uncertainty!;
    }
    let worst = 0;
    for (let col = 0; col < WIDTH; col++) {
      let sum = 0;
      for (let row = 0; row < TILE.height; row++) sum += squares[row * WIDTH + col];
      const measured = Math.sqrt(sum / (rounds * TILE.height));
      worst = Math.max(worst, Math.abs(stated[col] / measured - 1));
    }
    // 1760 draws per column: 1.7 % of scatter each. The bar of the issue is 5 %.
    const ratio = Math.sqrt(
      stated.reduce((s, u) => s + u * u, 0) / (squares.reduce((s, q) => s + q, 0) / rounds),
    );
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
    expect(worst).toBeLessThan(0.075);
  });

  test('a pixel without a standard error does not contribute', async () => {
    const inputs = noisy((k) => 10 * k).map((input, k) => ({
      ...input,
      errorAt: () => (k === 1 ? 0 : ERRORS[k]),
    }));
    const { heights, count } = await run(inputs, OPTIONS);
    expect([heights[45], count[45]]).toEqual([Number.NaN, 0]);
    expect(count[30]).toBe(2);
  });
});
