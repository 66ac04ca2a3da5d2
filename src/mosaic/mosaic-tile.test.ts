import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createRng } from '../core/rng.js';
import { expand, fullWindow, type Window } from '../core/window.js';
import { createReferenceCompute } from '../kernels/backends/reference.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import type { Contributor } from './contributor.js';
import { crop } from './crop.js';
import { type MosaicTileResult, mosaicBytesPerPixel, mosaicHalo, mosaicTile } from './mosaic-tile.js';
import { DEFAULT_BLEND, type MosaicMode, type MosaicOptions } from './options.js';
import { mergeSeams, seamReport, worstSeam } from './seam-report.js';

const compute = createWasmCompute();
afterAll(() => compute.close());

const WIDTH = 90;
const HEIGHT = 70;
const ALL = fullWindow({ width: WIDTH, height: HEIGHT });
const BLEND: MosaicOptions = {
  mode: 'blend',
  blend: { featherPx: 12, exponent: 2, blurSigma: 1.5 },
  erodePx: 0,
  holeFillPx: 0,
};

/** An input on the grid of the scene, `WIDTH` x `HEIGHT`; nothing lies outside. */
type Input = Contributor;

/** Cuts a tile with its halo out of the scene. */
function tileOf(inputs: readonly Input[], options: MosaicOptions, tile: Window) {
  const window = expand(tile, mosaicHalo(options));
  return {
    contributors: inputs.map(({ heights, order }) => ({ heights: cut(heights, window), order })),
    width: tile.width,
    height: tile.height,
    pixelSize: { x: 1, y: 1 },
    options,
    withSigma: true,
  };
}

function cut(heights: Float32Array, window: Window): Float32Array {
  const out = new Float32Array(window.width * window.height).fill(Number.NaN);
  for (let row = 0; row < window.height; row++) {
    for (let col = 0; col < window.width; col++) {
      const c = window.col + col;
      const r = window.row + row;
      if (c >= 0 && c < WIDTH && r >= 0 && r < HEIGHT) out[row * window.width + col] = heights[r * WIDTH + c];
    }
  }
  return out;
}

const mosaic = (inputs: readonly Input[], options: MosaicOptions, tile = ALL): Promise<MosaicTileResult> =>
  mosaicTile(tileOf(inputs, options, tile), compute);

/** A box of the scene with a ragged rim and holes, as stereo makes them. */
function ragged(order: number, box: Window, seed: number, heightAt: (i: number) => number): Input {
  const rng = createRng(seed);
  const heights = new Float32Array(WIDTH * HEIGHT).fill(Number.NaN);
  for (let row = box.row; row < box.row + box.height; row++) {
    const left = box.col + rng.int(3);
    const right = box.col + box.width - rng.int(3);
    for (let col = left; col < right; col++) heights[row * WIDTH + col] = heightAt(row * WIDTH + col);
  }
  for (let k = rng.int(6); k > 0; k--) {
    const size = 1 + rng.int(5);
    const from = rng.int(heights.length - size * WIDTH - size);
    for (let r = 0; r < size; r++) heights.fill(Number.NaN, from + r * WIDTH, from + r * WIDTH + size);
  }
  return { heights, order };
}

/** Two to five overlapping inputs in a canonical order that is not the user's. */
const scenes = fc.integer({ min: 2, max: 5 }).chain((n) =>
  fc.record({
    boxes: fc.array(
      fc.record({
        col: fc.integer({ min: 0, max: 40 }),
        row: fc.integer({ min: 0, max: 30 }),
        width: fc.integer({ min: 15, max: 50 }),
        height: fc.integer({ min: 15, max: 40 }),
      }),
      { minLength: n, maxLength: n },
    ),
    orders: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: n, maxLength: n }),
    seed: fc.integer(),
  }),
);
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

/** Inputs that differ by a few metres from a rough terrain of their own. */
function inputsOf({ boxes, orders, seed }: Scene): Input[] {
  const rng = createRng(seed);
  return boxes.map((box, k) => ragged(orders[k], box, rng.int(1e9), () => 500 + 3 * k + rng.normal()));
}

describe('mosaicBytesPerPixel', () => {
  test('holds at least the planes that a tile keeps at once', () => {
    // Resident set measured on 2020 x 2020 windows, bytes per pixel, two tiles one after the other.
    const eroded = { ...BLEND, erodePx: 2 };
    expect(mosaicBytesPerPixel(BLEND, 1)).toBeGreaterThan(34);
    expect(mosaicBytesPerPixel(BLEND, 8)).toBeGreaterThan(123);
    expect(mosaicBytesPerPixel(eroded, 4)).toBeGreaterThan(100);
    expect(mosaicBytesPerPixel({ ...eroded, mode: 'median' }, 8)).toBeGreaterThan(133);
    expect(mosaicBytesPerPixel({ ...BLEND, mode: 'stddev' }, 4)).toBeGreaterThan(65);
  });
});

describe('mosaicTile', () => {
  const runs = { numRuns: 40 };

  test('gives equal inputs back, bit by bit', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async ({ boxes, orders, seed }) => {
        const rng = createRng(seed);
        const terrain = Float32Array.from({ length: WIDTH * HEIGHT }, () => 3000 * rng.normal());
        const inputs = boxes.map((box, k) => ragged(orders[k], box, rng.int(1e9), (i) => terrain[i]));
        const { heights, count, sigma } = await mosaic(inputs, BLEND);
        expect(heights).toEqual(terrain.map((h, i) => (count[i] > 0 ? h : Number.NaN)));
        expect(sigma!.every((s, i) => (count[i] > 1 ? s < 1e-3 : Number.isNaN(s)))).toBe(true);
      }),
      runs,
    );
  });

  test('covers what the inputs cover, within their range', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const inputs = inputsOf(scene);
        const { heights, count, source } = await mosaic(inputs, BLEND);
        const wrong = heights.findIndex((h, i) => {
          const valid = inputs.filter((input) => !Number.isNaN(input.heights[i]));
          if (count[i] !== valid.length) return true;
          if (valid.length === 0) return !(Number.isNaN(h) && source[i] === 0);
          const values = valid.map((input) => input.heights[i]);
          const within = h >= Math.min(...values) && h <= Math.max(...values);
          return !(within && valid.some((input) => input.order + 1 === source[i]));
        });
        expect(wrong).toBe(-1);
      }),
      { numRuns: 10 },
    );
  });

  test('the weights of a pixel sum to 1', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const inputs = inputsOf(scene);
        const total = new Float64Array(WIDTH * HEIGHT);
        let covered: readonly boolean[] = [];
        for (const chosen of inputs) {
          // The blend is linear in the heights: an input of ones among zeros gives that input's weight.
          const marked = inputs.map((input) => ({
            ...input,
            heights: input.heights.map((h) => (Number.isNaN(h) ? h : input === chosen ? 1 : 0)),
          }));
          const share = await mosaic(marked, BLEND);
          covered = Array.from(share.count, (n) => n > 0);
          for (let i = 0; i < total.length; i++) total[i] += share.heights[i];
        }
        expect(total.every((sum, i) => !covered[i] || Math.abs(sum - 1) < 1e-6)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  test("does not depend on the user's order", async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const inputs = inputsOf(scene);
        const swapped = inputs.map((input) => ({ ...input, order: 4 - input.order }));
        const one = await mosaic(inputs, BLEND);
        const other = await mosaic(swapped, BLEND);
        expect(other.heights).toEqual(one.heights);
        expect(other.sigma).toEqual(one.sigma);
        expect(other.source).toEqual(one.source.map((s) => (s === 0 ? 0 : 6 - s)));
      }),
      { numRuns: 10 },
    );
  });

  test.each<MosaicMode>(['blend', 'last', 'median', 'mean', 'count'])(
    'mode %s: the same bytes for any tile size',
    async (mode) => {
      const options: fc.Arbitrary<MosaicOptions> = fc.record({
        mode: fc.constant(mode),
        blend: fc.constantFrom(BLEND.blend, { featherPx: 5, exponent: 3, blurSigma: 0 }),
        erodePx: fc.constantFrom(0, 1, 2.5),
        holeFillPx: mode === 'count' ? fc.constant(0) : fc.constantFrom(0, 4),
      });
      const size = fc.integer({ min: 11, max: 60 });
      await fc.assert(
        fc.asyncProperty(scenes, options, size, size, async (scene, chosen, width, height) => {
          const inputs = inputsOf(scene);
          const whole = await mosaic(inputs, chosen);
          const tiles = [];
          for (let row = 0; row < HEIGHT; row += height) {
            for (let col = 0; col < WIDTH; col += width) {
              const w = {
                col,
                row,
                width: Math.min(width, WIDTH - col),
                height: Math.min(height, HEIGHT - row),
              };
              const tile = await mosaic(inputs, chosen, w);
              tiles.push(tile.seams);
              expect(tile.heights).toEqual(crop(whole.heights, WIDTH, w));
              expect(tile.source).toEqual(crop(whole.source, WIDTH, w));
              expect(tile.count).toEqual(crop(whole.count, WIDTH, w));
              expect(tile.sigma).toEqual(crop(whole.sigma!, WIDTH, w));
              if (whole.seamMask !== null) expect(tile.seamMask).toEqual(crop(whole.seamMask, WIDTH, w));
            }
          }
          expect(mergeSeams(tiles)).toEqual(whole.seams);
        }),
        { numRuns: 8 },
      );
    },
  );

  test('finds every layer where overlaps are summed in several parts', async () => {
    // 256 columns of overlap: the first part ends with row 255, where the last input begins.
    const width = 256;
    const height = 300;
    const halo = mosaicHalo(BLEND);
    const stride = width + halo.left + halo.right;
    const plane = (order: number, firstRow: number): Contributor => {
      const heights = new Float32Array(stride * (height + halo.top + halo.bottom)).fill(Number.NaN);
      for (let row = firstRow; row < height; row++) {
        const from = (row + halo.top) * stride + halo.left;
        heights.fill(order, from, from + width);
      }
      return { heights, order };
    };
    const contributors = [plane(0, 0), plane(1, 0), plane(2, 255)];
    const tile = { contributors, width, height, pixelSize: { x: 1, y: 1 }, options: BLEND, withSigma: false };
    const { heights } = await mosaicTile(tile, compute);
    const middle = (row: number): number => heights[row * width + 128];
    expect(middle(254)).toBe(0.5);
    expect(middle(255)).toBeGreaterThan(0.5);
    expect(middle(255)).toBeLessThan(0.55);
    expect(middle(280)).toBeCloseTo(1, 5);
  });

  test('is the same on the reference back end', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const tile = tileOf(inputsOf(scene), { ...BLEND, erodePx: 1, holeFillPx: 3 }, ALL);
        expect(await mosaicTile(tile, compute)).toEqual(await mosaicTile(tile, createReferenceCompute()));
      }),
      { numRuns: 5 },
    );
  });

  test('erodes every input before it combines them', async () => {
    const box = { col: 20, row: 20, width: 9, height: 7 };
    const heights = new Float32Array(WIDTH * HEIGHT).fill(Number.NaN);
    for (let row = 20; row < 27; row++) heights.fill(4, row * WIDTH + 20, row * WIDTH + 29);
    const { count } = await mosaic([{ heights, order: 0 }], { ...BLEND, erodePx: 2 });
    expect(crop(count, WIDTH, box)).toEqual(
      Uint16Array.from({ length: 63 }, (_, i) => (i % 9 > 1 && i % 9 < 7 && i > 17 && i < 45 ? 1 : 0)),
    );
  });

  test('a filled hole has a height but no source', async () => {
    const heights = new Float32Array(WIDTH * HEIGHT).fill(8);
    const hole = 30 * WIDTH + 40;
    heights.fill(Number.NaN, hole, hole + 3);
    const tile = await mosaic([{ heights, order: 0 }], { ...BLEND, holeFillPx: 3 });
    for (const i of [hole, hole + 1, hole + 2]) {
      expect([tile.heights[i], tile.count[i], tile.source[i]]).toEqual([8, 0, 0]);
    }
  });

  test('an offset that a hard paste shows as a seam is blended away', async () => {
    const rng = createRng(11);
    const terrain = Float32Array.from({ length: WIDTH * HEIGHT }, () => 0.3 * rng.normal());
    const box = (col: number): Window => ({ col, row: 0, width: 60, height: HEIGHT });
    const inputs = [ragged(0, box(0), 1, (i) => terrain[i]), ragged(1, box(30), 2, (i) => terrain[i] + 2)];
    const ratio = async (mode: MosaicMode): Promise<number> => {
      const { seams } = await mosaic(inputs, { ...BLEND, mode, blend: { ...DEFAULT_BLEND, featherPx: 30 } });
      return worstSeam(seamReport(seams), 50)!.heightJump.ratio;
    };
    expect(await ratio('last')).toBeGreaterThan(3);
    expect(await ratio('mean')).toBeGreaterThan(1.5);
    expect(await ratio('blend')).toBeLessThan(1.25);
  });

  test('stops when it is cancelled', async () => {
    const inputs = [ragged(0, { col: 0, row: 0, width: 60, height: HEIGHT }, 1, () => 1)];
    const tile = tileOf(inputs, BLEND, ALL);
    await expect(mosaicTile(tile, compute, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
