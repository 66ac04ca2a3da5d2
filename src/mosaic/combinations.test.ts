import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ALL, HEIGHT, sceneInputs, tileOf, WIDTH } from '../../test/support/mosaic-scene.js';
import type { Window } from '../core/window.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { crop } from './crop.js';
import { mosaicTile } from './mosaic-tile.js';
import { isHeightMode, type MosaicMode, type MosaicOptions } from './options.js';
import { mergeSeams } from './seam-report.js';

const compute = createWasmCompute();
afterAll(() => compute.close());

const MODES: readonly MosaicMode[] = [
  ...(['blend', 'blend', 'blend', 'block-max', 'first', 'last', 'min', 'max', 'mean'] as const),
  ...(['median', 'stddev', 'nmad', 'count'] as const),
];

/** Every family of options at once. */
const anyOptions: fc.Arbitrary<MosaicOptions> = fc.constantFrom(...MODES).chain((mode) =>
  fc.record({
    mode: fc.constant(mode),
    blend: fc.record({
      featherPx: fc.constantFrom(4, 7.5),
      exponent: fc.constantFrom(1, 2, 3),
      blurSigma: fc.constantFrom(0, 1.2),
      priorityPx: fc.constantFrom(0, 0, 5),
      centreLine: fc.boolean(),
      atBorders: fc.boolean(),
    }),
    erodePx: fc.constantFrom(0, 1.5),
    holeFillPx: isHeightMode(mode) ? fc.constantFrom(0, 3) : fc.constant(0),
    blockPx: fc.constantFrom(5, 16),
    nodataSpreads: fc.boolean(),
    grow: isHeightMode(mode)
      ? fc.constantFrom(null, { radiusPx: 2.5, power: 2, percent: 15, passes: 2 })
      : fc.constant(null),
    smoothSigma: isHeightMode(mode) ? fc.constantFrom(0, 0.8) : fc.constant(0),
  }),
);

/** Those that the mode defines. */
function wantedIn(mode: MosaicMode) {
  const isMean = isHeightMode(mode) && mode !== 'median';
  return { withSigma: true, withUncertainty: isMean, weightOf: isMean ? 1 : null };
}

describe('any combination of options', () => {
  test('gives the same bytes for any tile size', async () => {
    const size = fc.integer({ min: 13, max: 40 });
    await fc.assert(
      fc.asyncProperty(sceneInputs, anyOptions, size, size, async (inputs, options, width, height) => {
        const wanted = wantedIn(options.mode);
        const make = (tile?: Window) => mosaicTile({ ...tileOf(inputs, options, tile), ...wanted }, compute);
        const whole = await make();
        const seams = [];
        for (let row = 0; row < HEIGHT; row += height) {
          for (let col = 0; col < WIDTH; col += width) {
            const w = Math.min(width, WIDTH - col);
            const tile = { col, row, width: w, height: Math.min(height, HEIGHT - row) };
            const { seams: own, ...planes } = await make(tile);
            seams.push(own);
            for (const [name, plane] of Object.entries(planes)) {
              const all = whole[name as keyof typeof planes];
              expect(plane, name).toEqual(all === null ? null : crop(all, WIDTH, tile));
            }
          }
        }
        expect(mergeSeams(seams)).toEqual(whole.seams);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test("depends on the user's order through first, last, priority and equal sources only", async () => {
    await fc.assert(
      fc.asyncProperty(sceneInputs, anyOptions, async (inputs, options) => {
        const { mode, blend } = options;
        fc.pre(
          !['first', 'last', 'block-max'].includes(mode) && !(mode === 'blend' && blend.priorityPx! > 0),
        );
        const swapped = inputs.map((input) => ({ ...input, order: 3 - input.order }));
        const wanted = { withSigma: true, withUncertainty: mode === 'blend' || mode === 'mean' };
        const one = await mosaicTile({ ...tileOf(inputs, options), ...wanted }, compute);
        const other = await mosaicTile({ ...tileOf(swapped, options), ...wanted }, compute);
        for (const name of ['heights', 'sigma', 'uncertainty', 'count'] as const) {
          expect(other[name], name).toEqual(one[name]);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('shares of all inputs sum to 1, and say what the height is made of', async () => {
    const options = anyOptions.map((o) => ({
      ...o,
      ...{ mode: 'blend' as const, grow: null, smoothSigma: 0, holeFillPx: 0 },
    }));
    await fc.assert(
      fc.asyncProperty(sceneInputs, options, async (inputs, chosen) => {
        // Without holes a constant height per input shows its share.
        const flat = inputs.map((input) => ({ ...input, heightAt: () => 10 * (input.order + 1) }));
        const total = new Float64Array(ALL.width * ALL.height);
        const made = new Float64Array(total.length);
        let heights: Float32Array = new Float32Array(0);
        for (const { order } of flat) {
          const tile = await mosaicTile(
            { ...tileOf(flat, chosen), withSigma: false, weightOf: order },
            compute,
          );
          heights = tile.heights;
          for (const [i, share] of tile.weight!.entries()) {
            total[i] += share;
            made[i] += share * 10 * (order + 1);
          }
        }
        for (const [i, h] of heights.entries()) {
          if (Number.isNaN(h)) expect(total[i]).toBeNaN();
          else expect([total[i], made[i] / h].every((v) => Math.abs(v - 1) < 1e-5)).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });
});
