import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import type { StereoImage } from './image.js';
import { matchPairNcc } from './ncc-pair.js';

const [WIDTH, HEIGHT] = [160, 90];

/** Smooth texture of random waves; the left pixel (x, y) is the right pixel (x + shift, y), with another contrast. */
function pair(shift: number, contrast: number): readonly [StereoImage, StereoImage] {
  const rng = createRng(3);
  const waves = Array.from({ length: 40 }, () => [2 * rng.next() - 1, 2 * rng.next() - 1, 7 * rng.next()]);
  const image = (by: number, gain: number): StereoImage => ({
    width: WIDTH,
    height: HEIGHT,
    samples: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, p) => {
      const [x, y] = [(p % WIDTH) - by, Math.floor(p / WIDTH)];
      return 128 + gain * waves.reduce((sum, [a, b, c]) => sum + Math.sin(a * x + b * y + c), 0);
    }),
  });
  return [image(0, 8), image(shift, 8 * contrast)];
}

const OPTIONS = { least: -20, greatest: 20, search: 4, threshold: 0.5 };

describe('matchPairNcc', () => {
  it.each([-13, 0, 8])('finds a shift of %d columns under another contrast', (shift) => {
    const disparity = matchPairNcc(...pair(shift, 0.6), OPTIONS);
    let good = 0;
    for (let y = 10; y < HEIGHT - 10; y++) {
      for (let x = 30; x < WIDTH - 30; x++) if (disparity[y * WIDTH + x] === shift) good++;
    }
    expect(good / ((HEIGHT - 20) * (WIDTH - 60))).toBeGreaterThan(0.98);
  });

  it('is the coefficient of its definition: none reaches a threshold above 1, flat windows never match', () => {
    const [left, right] = pair(4, 1);
    expect(matchPairNcc(left, right, { ...OPTIONS, threshold: 1.001 }).every(Number.isNaN)).toBe(true);
    const flat = { ...right, samples: new Uint8Array(WIDTH * HEIGHT).fill(7) };
    expect(matchPairNcc(left, flat, OPTIONS).every(Number.isNaN)).toBe(true);
  });

  it('does not take inverted contrast for a match', () => {
    const [left, right] = pair(0, -1);
    const disparity = matchPairNcc(left, right, { ...OPTIONS, threshold: 0.9 });
    expect(disparity.filter((d) => d === 0).length).toBe(0);
  });
});
