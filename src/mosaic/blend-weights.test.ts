import { afterAll, describe, expect, test } from 'vitest';
import { ALL, type SceneInput, tileOf, WIDTH } from '../../test/support/mosaic-scene.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { type MosaicTileResult, mosaicTile } from './mosaic-tile.js';
import type { BlendOptions, MosaicOptions } from './options.js';

const compute = createWasmCompute();
afterAll(() => compute.close());

const SHARP: BlendOptions = { featherPx: 8, exponent: 1, blurSigma: 0 };

function flat(
  order: number,
  col: number,
  width: number,
  height: number,
  hole?: [number, number],
): SceneInput {
  const isHole = (c: number, r: number): boolean =>
    hole !== undefined && Math.abs(c - hole[0]) < 2 && Math.abs(r - hole[1]) < 2;
  const raster = { col, row: -40, width, height: ALL.height + 80 };
  return { order, raster, heightAt: (c, r) => (isHole(c, r) ? Number.NaN : height) };
}

const at = (tile: MosaicTileResult, col: number, row: number): number => tile.heights[row * WIDTH + col];

function make(inputs: readonly SceneInput[], blend: BlendOptions, more: Partial<MosaicOptions> = {}) {
  const options: MosaicOptions = { mode: 'blend', blend, erodePx: 0, holeFillPx: 0, ...more };
  return mosaicTile({ ...tileOf(inputs, options), withSigma: false, weightOf: 0 }, compute);
}

describe('priority', () => {
  const fine = flat(0, 10, 30, 100);
  const coarse = flat(1, -60, 200, 120);

  test('keeps the first input bit by bit beyond the band, and falls from there to its border', async () => {
    const tile = await make([coarse, fine], { ...SHARP, exponent: 3, priorityPx: 6 });
    const row = Array.from({ length: 20 }, (_, c) => at(tile, c, 20));
    expect(row.slice(0, 10)).toEqual(new Array(10).fill(120));
    expect(row.slice(15)).toEqual(new Array(5).fill(100));
    // t = d / 6, share t^3 / (t^3 + (1 - t)^3) of the first input.
    for (let d = 1; d <= 5; d++) {
      const t = d / 6;
      const share = t ** 3 / (t ** 3 + (1 - t) ** 3);
      expect(row[9 + d]).toBeCloseTo(100 * share + 120 * (1 - share), 4);
    }
  });

  test('goes by the order of the inputs, not of their hashes', async () => {
    const blend = { ...SHARP, priorityPx: 6 };
    const one = await make([coarse, fine], blend);
    expect((await make([fine, coarse], blend)).heights).toEqual(one.heights);
    const swapped = [
      { ...fine, order: 1 },
      { ...coarse, order: 0 },
    ];
    expect(at(await make(swapped, blend), 25, 20)).toBe(120);
  });

  test('a third input has nothing where the first two are sure', async () => {
    const third = { ...flat(2, -60, 200, 500) };
    const tile = await make([third, coarse, fine], { ...SHARP, priorityPx: 6 });
    const without = await make([coarse, fine], { ...SHARP, priorityPx: 6 });
    expect(tile.heights).toEqual(without.heights);
  });

  test('the blur leaves the band along a straight border where it is', async () => {
    const tile = await make([coarse, fine], { featherPx: 8, exponent: 3, blurSigma: 1.5, priorityPx: 6 });
    expect([at(tile, 14, 20), at(tile, 16, 20)]).toEqual([expect.not.closeTo(100, 2), 100]);
  });
});

describe('centre-line weights', () => {
  /** Largest difference between neighbours in a row or column, of inputs 100 apart. */
  function roughest(tile: MosaicTileResult): number {
    let most = 0;
    for (let row = 1; row < ALL.height; row++) {
      for (let col = 1; col < WIDTH; col++) {
        const h = at(tile, col, row);
        most = Math.max(most, Math.abs(h - at(tile, col - 1, row)), Math.abs(h - at(tile, col, row - 1)));
      }
    }
    return most;
  }

  test('survive holes: no step at a hole, and no shadow of it along its row', async () => {
    const background = flat(1, -60, 200, 0);
    const holed = flat(0, 5, 40, 100, [20, 20]);
    const tile = await make([holed, background], { ...SHARP, featherPx: 10, centreLine: true });
    // The share grows by 1/10 per pixel at most in a blend of two; a step would be 100.
    expect(roughest(tile)).toBeLessThan(16);
    // In the hole's row, 12 pixels from it and from the border, the weight is full again.
    expect([at(tile, 33, 20), at(tile, 33, 35)]).toEqual([50, 50]);
  });

  test('without holes along one border are those of the distance', async () => {
    const inputs = [flat(0, 5, 80, 100), flat(1, -60, 200, 0)];
    const plain = await make(inputs, SHARP);
    expect((await make(inputs, { ...SHARP, centreLine: true })).heights).toEqual(plain.heights);
  });
});

describe('blending around holes only', () => {
  const background = flat(1, -60, 200, 0);
  const holed = flat(0, 5, 40, 100, [25, 20]);
  const blend = { ...SHARP, atBorders: false };

  test("leaves an input's own border sharp, and blends at its holes", async () => {
    const tile = await make([holed, background], blend);
    expect(at(tile, 4, 35)).toBe(0);
    expect(at(tile, 5, 35)).toBe(50);
    expect(at(tile, 25, 20)).toBe(0);
    expect(at(tile, 27, 20)).toBeCloseTo(100 / 9, 4);
  });

  test('takes the eroded rim of a hole for its border, the eroded rim of the raster for none', async () => {
    const tile = await make([holed, background], blend, { erodePx: 2 });
    expect(at(tile, 7, 35)).toBe(50);
    expect(at(tile, 29, 20)).toBeCloseTo(100 / 9, 4);
  });
});

describe('nodata that spreads', () => {
  const background = flat(1, -60, 200, 0);
  const holed = flat(0, 5, 40, 100, [25, 20]);

  test.each(['blend', 'max', 'count', 'median'] as const)(
    'takes %s away where one input is missing',
    async (mode) => {
      const tile = await make([holed, background], SHARP, { mode, nodataSpreads: true });
      const missing = Array.from(tile.heights.keys()).filter((i) => Number.isNaN(tile.heights[i]));
      expect(missing).toHaveLength(9);
      expect(missing.every((i) => Math.abs((i % WIDTH) - 25) < 2 && tile.count[i] === 0)).toBe(true);
    },
  );
});
