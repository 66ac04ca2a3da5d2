import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../core/rng.js';
import { growHeights } from './grow.js';
import type { GrowOptions } from './options.js';

const WIDTH = 23;
const HEIGHT = 17;
const OPTIONS: GrowOptions = { radiusPx: 3, power: 2, percent: 20, passes: 1 };

function plane(seed: number, share: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: WIDTH * HEIGHT }, () =>
    rng.next() < share ? 100 * rng.normal() : Number.NaN,
  );
}

/** The definition, pixel by pixel. */
function naive(heights: Float32Array, { radiusPx, power, percent }: GrowOptions): Float32Array {
  return heights.map((h, i) => {
    if (!Number.isNaN(h)) return h;
    let total = 0;
    let valid = 0;
    let sum = 0;
    let weights = 0;
    const reach = Math.floor(radiusPx);
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const d = Math.hypot(dx, dy);
        if (d > radiusPx) continue;
        total++;
        const row = Math.floor(i / WIDTH) + dy;
        const col = (i % WIDTH) + dx;
        const v =
          row < 0 || row >= HEIGHT || col < 0 || col >= WIDTH ? Number.NaN : heights[row * WIDTH + col];
        if (Number.isNaN(v)) continue;
        valid++;
        sum += v / (d ** power + 1);
        weights += 1 / (d ** power + 1);
      }
    }
    return valid > 0 && valid >= (percent / 100) * total ? sum / weights : Number.NaN;
  });
}

describe('growHeights', () => {
  test('is the weighted mean of what lies within the radius, where enough is valid', () => {
    const options = fc.record({
      radiusPx: fc.constantFrom(1, 1.5, 3, 4.2),
      power: fc.constantFrom(0, 2, 8),
      percent: fc.constantFrom(1, 10, 40, 100),
      passes: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0.02, 0.2, 0.7), options, (seed, share, chosen) => {
        const heights = plane(seed, share);
        let expected = heights;
        for (let pass = 0; pass < chosen.passes; pass++) expected = naive(expected, chosen);
        growHeights(heights, WIDTH, HEIGHT, chosen);
        for (const [i, h] of heights.entries()) {
          if (Number.isNaN(expected[i])) expect(h).toBeNaN();
          else expect(h).toBeCloseTo(expected[i], 3);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('keeps a constant, and what was valid', () => {
    const heights = new Float32Array(WIDTH * HEIGHT).fill(Number.NaN);
    heights.fill(7.25, 6 * WIDTH, 9 * WIDTH);
    growHeights(heights, WIDTH, HEIGHT, { ...OPTIONS, passes: 2 });
    const valid = heights.filter((h) => !Number.isNaN(h));
    expect(valid.every((h) => h === 7.25)).toBe(true);
    // At 3 pixels 7 of the 29 pixels of the disc are 24 %: every pass adds one row of at most 3 on either side.
    expect(valid.length).toBeGreaterThan(3 * WIDTH);
  });
});
