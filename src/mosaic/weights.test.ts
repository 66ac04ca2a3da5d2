import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainLayer } from '../../test/support/plain-layer.js';
import { createRng } from '../core/rng.js';
import { expand, type Window } from '../core/window.js';
import { createReferenceCompute } from '../kernels/backends/reference.js';
import { crop } from './crop.js';
import type { BlendOptions } from './options.js';
import { blendHalo, blendWeights } from './weights.js';

const compute = createReferenceCompute();
const SIZE = 60;

/** A square plane, valid in its middle but for some single pixels. */
function planeWithHoles(seed: number, holes: number): Float32Array {
  const rng = createRng(seed);
  const heights = new Float32Array(SIZE * SIZE).fill(Number.NaN);
  for (let row = 15; row < 45; row++) heights.fill(7, row * SIZE + 15, row * SIZE + 45);
  for (let k = 0; k < holes; k++) heights[rng.int(heights.length)] = Number.NaN;
  return heights;
}

function naiveDistance(heights: Float32Array, col: number, row: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < heights.length; i++) {
    if (Number.isNaN(heights[i]))
      best = Math.min(best, Math.hypot((i % SIZE) - col, Math.floor(i / SIZE) - row));
  }
  return best;
}

async function weightAt(
  heights: Float32Array,
  col: number,
  row: number,
  options: BlendOptions,
): Promise<number> {
  const [w] = await blendWeights(
    plainLayer({ heights, order: 0 }, SIZE),
    { col, row, width: 1, height: 1 },
    options,
    compute,
  );
  return w;
}

describe('blendWeights', () => {
  const position = fc.integer({ min: 15, max: 44 });

  test('without blur is the relative distance to the power', async () => {
    await fc.assert(
      fc.asyncProperty(
        position,
        position,
        fc.integer(),
        fc.constantFrom(1, 2, 3.5),
        async (col, row, seed, exponent) => {
          const heights = planeWithHoles(seed, 20);
          const w = await weightAt(heights, col, row, { featherPx: 8, exponent, blurSigma: 0 });
          const share = Math.min(naiveDistance(heights, col, row), 8) / 8;
          expect(w).toBeCloseTo(share ** exponent, 5);
        },
      ),
    );
  });

  test('the blur only lowers weights, and is 0 at no valid pixel', async () => {
    await fc.assert(
      fc.asyncProperty(position, position, fc.integer(), async (col, row, seed) => {
        const heights = planeWithHoles(seed, 20);
        const sharp = await weightAt(heights, col, row, { featherPx: 6, exponent: 2, blurSigma: 0 });
        const smooth = await weightAt(heights, col, row, { featherPx: 6, exponent: 2, blurSigma: 2 });
        expect(smooth).toBeLessThanOrEqual(sharp);
        expect(smooth > 0).toBe(!Number.isNaN(heights[row * SIZE + col]));
      }),
    );
  });

  test('reaches its plateau away from boundaries', async () => {
    const w = await weightAt(planeWithHoles(0, 0), 30, 30, { featherPx: 8, exponent: 2, blurSigma: 2 });
    expect(w).toBeCloseTo(1, 5);
  });

  test('stays above 0 however high the exponent', async () => {
    const w = await weightAt(planeWithHoles(0, 0), 15, 30, { featherPx: 14, exponent: 300, blurSigma: 0 });
    expect(w).toBeGreaterThan(0);
  });

  test('gives the same bytes for a part as for the whole', async () => {
    const options = { featherPx: 7.5, exponent: 2, blurSigma: 1.4 };
    const halo = blendHalo(options);
    const inside: Window = { col: 15, row: 15, width: 30, height: 30 };
    const part = fc.record({ col: position, row: position }).chain(({ col, row }) =>
      fc.record({
        col: fc.constant(col),
        row: fc.constant(row),
        width: fc.integer({ min: 1, max: 45 - col }),
        height: fc.integer({ min: 1, max: 45 - row }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(part, fc.integer(), async (window, seed) => {
        const heights = planeWithHoles(seed, 30);
        const whole = await blendWeights(plainLayer({ heights, order: 0 }, SIZE), inside, options, compute);
        const area = expand(window, halo);
        const own = { ...window, col: halo.left, row: halo.top };
        const weights = await blendWeights(
          plainLayer({ heights: crop(heights, SIZE, area), order: 0 }, area.width),
          own,
          options,
          compute,
        );
        const inWhole = { ...window, col: window.col - 15, row: window.row - 15 };
        expect(weights).toEqual(crop(whole, inside.width, inWhole));
      }),
    );
  });
});
