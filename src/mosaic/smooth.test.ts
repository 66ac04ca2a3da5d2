import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../core/rng.js';
import { smoothHeights } from './smooth.js';

const WIDTH = 29;
const HEIGHT = 21;

function plane(seed: number, base: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: WIDTH * HEIGHT }, () =>
    rng.next() < 0.15 ? Number.NaN : base + 5 * rng.normal(),
  );
}

/** Both sums over the whole square of the filter at once. */
function naiveAt(heights: Float32Array, col: number, row: number, sigma: number): number {
  const radius = Math.ceil(3 * sigma);
  let sum = 0;
  let share = 0;
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const [c, r] = [col + dx, row + dy];
      const v = c < 0 || c >= WIDTH || r < 0 || r >= HEIGHT ? Number.NaN : heights[r * WIDTH + c];
      if (Number.isNaN(v)) continue;
      const w = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
      sum += w * v;
      share += w;
    }
  }
  return sum / share;
}

describe('smoothHeights', () => {
  test('is the Gaussian mean of the valid heights; missing ones stay missing', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0.4, 1, 2.3), (seed, sigma) => {
        const heights = plane(seed, 300);
        const before = heights.slice();
        smoothHeights(heights, WIDTH, HEIGHT, sigma);
        for (const [i, h] of heights.entries()) {
          const [col, row] = [i % WIDTH, Math.floor(i / WIDTH)];
          if (Number.isNaN(before[i])) expect(h).toBeNaN();
          else expect(h).toBeCloseTo(naiveAt(before, col, row, sigma), 3);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a constant radius of the Moon stays what it is', () => {
    const heights = new Float32Array(WIDTH * HEIGHT).fill(1_737_400.125);
    smoothHeights(heights, WIDTH, HEIGHT, 3);
    expect(heights.every((h) => h === 1_737_400.125)).toBe(true);
  });
});
