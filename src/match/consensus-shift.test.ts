import { expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import type { PointPairs } from '../math/affine-fit.js';
import { consensusShift } from './consensus-shift.js';

/** Pairs of a shift by (4, -3) on top of a stretch by 1 % with a little noise, and others that lie anywhere. */
function pairs(good: number, bad: number): PointPairs {
  const rng = createRng(3);
  const x = Float64Array.from({ length: good + bad }, () => 100 * rng.next());
  const y = x.map(() => 100 * rng.next());
  const at = (v: number, shift: number, i: number): number =>
    i < good ? 1.01 * v + shift + 0.2 * rng.normal() : 200 * rng.next() - 50;
  return { x, y, toX: x.map((v, i) => at(v, 4, i)), toY: y.map((v, i) => at(v, -3, i)) };
}

const stretch = [1.01, 0, 0, 0, 1.01, 0] as const;

it('finds the shift among outliers and leaves the rest of the transform', () => {
  const { affine, inlier, rmse } = consensusShift(pairs(12, 30), stretch, 1.5, 6)!;
  expect(affine.filter((_, i) => i % 3 !== 2)).toEqual([1.01, 0, 0, 1.01]);
  expect(affine[2]).toBeCloseTo(4, 0);
  expect(affine[5]).toBeCloseTo(-3, 0);
  expect(inlier.subarray(0, 12).every((k) => k === 1)).toBe(true);
  expect(rmse).toBeLessThan(0.5);
});

it('finds none where pairs lie anywhere', () => {
  expect(consensusShift(pairs(0, 40), stretch, 1.5, 8)).toBeNull();
  expect(consensusShift(pairs(0, 0), stretch, 1.5, 1)).toBeNull();
});
