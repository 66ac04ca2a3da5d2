import { expect, test } from 'vitest';
import { estimateHeight } from './height-estimate.js';

const heightOf = (dh: Float64Array, estimator: 'mean' | 'median'): number =>
  estimateHeight(dh, estimator).height;

test('heights: equal differences, gross outliers, missing ones', () => {
  expect(heightOf(new Float64Array(100).fill(4), 'median')).toBe(4);
  expect(heightOf(new Float64Array(100).fill(4), 'mean')).toBe(4);
  const dh = Float64Array.from({ length: 1000 }, (_, i) =>
    i % 50 === 0 ? 900 : i % 7 === 0 ? Number.NaN : (i % 3) - 1 + 2,
  );
  expect(heightOf(dh, 'median')).toBe(2);
  expect(heightOf(dh, 'mean')).toBeCloseTo(2, 2);
});
