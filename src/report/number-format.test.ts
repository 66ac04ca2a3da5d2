import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMeasure, formatNumber, roundTicks } from './number-format.js';

describe('formatNumber', () => {
  it('groups thousands, uses a true minus sign and never writes minus zero', () => {
    expect(formatNumber(1234567.891, 2)).toBe('1\u202f234\u202f567.89');
    expect(formatNumber(-0.05, 1)).toBe('\u22120.1');
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatNumber(-12, 0)).toBe('\u221212');
    expect(formatNumber(Number.NaN, 2)).toBe('–');
  });

  it('shows about three significant digits of a measure', () => {
    expect([1234.56, 12.345, 0.4567, 0.01234, 0].map(formatMeasure)).toEqual([
      '1\u202f234.6',
      '12.35',
      '0.457',
      '0.0123',
      '0.00',
    ]);
  });
});

describe('roundTicks', () => {
  it('are few, equally spaced, inside the range, and distinct as printed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (min, width, target) => {
          const { values, decimals } = roundTicks(min, min + width, target);
          expect(values.length).toBeGreaterThanOrEqual(1);
          expect(values.length).toBeLessThanOrEqual(2 * target + 1);
          const slack = 1e-6 * width;
          expect(Math.min(...values)).toBeGreaterThanOrEqual(min - slack);
          expect(Math.max(...values)).toBeLessThanOrEqual(min + width + slack);
          const labels = values.map((v) => formatNumber(v, decimals));
          expect(new Set(labels).size).toBe(labels.length);
          values.forEach((v, i) => {
            expect(Math.abs(Number(v.toFixed(decimals)) - v)).toBeLessThanOrEqual(slack);
            if (i > 1) expect(v - values[i - 1]).toBeCloseTo(values[1] - values[0], 6);
          });
        },
      ),
    );
  });
});
