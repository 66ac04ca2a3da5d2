import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import type { TieMatch } from './match-ties.js';
import { SCREENING, screenPair } from './screen-pair.js';

function tie(id: number, colB: number, rowB: number, colA: number, rowA: number): TieMatch {
  const rest = { sigmaCol: 0.05, sigmaRow: 0.05, hA: 0, hB: 0, meanDh: 0, sigma: 1, relief: 9, texture: 1 };
  return { id: String(id), status: 'matched', colB, rowB, colA, rowA, ambiguity: 0, ...rest };
}

describe('screenPair', () => {
  it('recovers the affine between scenes and finds every wrong match', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const rng = createRng(seed);
        const wrong = new Set([3, 11, 17, 24]);
        const ties = Array.from({ length: 30 }, (_, i) => {
          const [x, y] = [1000 * rng.next(), 3000 * rng.next()];
          const bad = wrong.has(i) ? 6 + 9 * rng.next() : 0;
          const colA = 1.0005 * x - 0.0003 * y + 3.2 + 0.05 * rng.normal() + bad;
          return tie(i, x, y, colA, 0.0004 * x + 0.9998 * y - 2 + 0.05 * rng.normal());
        });
        const { affine, kept, rmse, residuals } = screenPair(ties, { ...SCREENING, seed });
        for (const i of wrong) expect(kept[i]).toBe(0);
        expect(kept.reduce((s, k) => s + k, 0)).toBeGreaterThanOrEqual(23);
        expect(Math.abs(affine![0] - 1.0005)).toBeLessThan(3e-4);
        expect(Math.abs(affine![4] - 0.9998)).toBeLessThan(1e-4);
        expect(rmse).toBeLessThan(0.1);
        expect(residuals[3]).toBeGreaterThan(5);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps nothing of random matches, nor of too few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const rng = createRng(seed);
        const ties = Array.from({ length: 40 }, (_, i) => {
          const [x, y] = [1000 * rng.next(), 3000 * rng.next()];
          return tie(i, x, y, x + 40 * rng.next() - 20, y + 40 * rng.next() - 20);
        });
        expect(screenPair(ties, { ...SCREENING, seed })).toMatchObject({ affine: null, rmse: Number.NaN });
      }),
      { numRuns: 30 },
    );
    const few = [0, 1, 2, 3, 4].map((i) => tie(i, i * i, 10 * i, i * i + 1, 10 * i + 1));
    expect([...screenPair(few, { ...SCREENING, seed: 1 }).kept]).toEqual([0, 0, 0, 0, 0]);
  });
});
