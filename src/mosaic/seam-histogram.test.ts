import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addHistograms, BIN_COUNT, binOf, binStart, quantile, toSparse, totalOf } from './seam-histogram.js';

function histogramOf(values: readonly number[]) {
  const counts = new Uint32Array(BIN_COUNT);
  for (const v of values) counts[binOf(v)]++;
  return toSparse(counts);
}

const magnitudes = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('seam histogram', () => {
  test('a bin holds what lies between its edges', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(1e-7), max: Math.fround(1.6e7), noNaN: true }), (v) => {
        expect(binStart(binOf(v))).toBeLessThanOrEqual(v);
        expect(binStart(binOf(v) + 1)).toBeGreaterThan(v);
      }),
    );
  });

  test('bins are at most 1/16 wide', () => {
    for (let bin = 1; bin < BIN_COUNT; bin++) {
      expect(binStart(bin + 1) / binStart(bin)).toBeLessThanOrEqual(17 / 16);
    }
  });

  test.each([0, 1e-30, 2 ** -25])('%f is in the first bin', (v) => expect(binOf(v)).toBe(0));
  test.each([2 ** 24, 1e30, Number.POSITIVE_INFINITY])('%f is in the last bin', (v) => {
    expect(binOf(v)).toBe(BIN_COUNT - 1);
  });

  test('adding histograms is the histogram of all values', () => {
    fc.assert(
      fc.property(magnitudes, magnitudes, (a, b) => {
        expect(addHistograms(histogramOf(a), histogramOf(b))).toEqual(histogramOf([...a, ...b]));
        expect(totalOf(histogramOf(a))).toBe(a.length);
      }),
    );
  });

  test('quantiles are within a bin of the exact ones', () => {
    fc.assert(
      fc.property(magnitudes, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, q) => {
        const exact = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)];
        expect(Math.abs(quantile(histogramOf(values), q) - exact)).toBeLessThanOrEqual(2 ** -24 + exact / 16);
      }),
    );
    expect(quantile([], 0.5)).toBeNaN();
  });
});
