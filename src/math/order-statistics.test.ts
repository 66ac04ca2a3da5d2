import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { median, quantiles } from './order-statistics.js';

const PROBABILITIES = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

describe('quantiles', () => {
  it('equals sorting and interpolating, whatever the order and the ties', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), {
          minLength: 1,
          maxLength: 300,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const sorted = Float64Array.from(values).sort();
          const position = p * (sorted.length - 1);
          const low = sorted[Math.floor(position)];
          const high = sorted[Math.ceil(position)];
          const expected = low + (high - low) * (position - Math.floor(position));
          expect(quantiles(Float64Array.from(values), [p])[0]).toBeCloseTo(expected, 6);
        },
      ),
    );
  });

  it('selects exactly in arrays long enough for the sampling step', () => {
    const rng = createRng(5);
    const values = Float32Array.from({ length: 50_001 }, () => rng.normal());
    const sorted = values.slice().sort();
    for (const k of [0, 1, 600, 25_000, 49_000, 50_000]) {
      expect(quantiles(values, [k / 50_000])[0]).toBeCloseTo(sorted[k], 6);
    }
    expect(median(values)).toBe(sorted[25_000]);
  });

  it('leaves NaN out, keeps infinities, and leaves its input alone', () => {
    const values = Float32Array.of(3, Number.NaN, Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY);
    const before = values.slice();
    expect(quantiles(values, [0, 0.5, 1])).toEqual([-Infinity, 2, Infinity]);
    expect(values).toEqual(before);
  });

  it('gives NaN for nothing', () => {
    expect(quantiles(new Float32Array(0), [0.5, 1])).toEqual([Number.NaN, Number.NaN]);
    expect(median(Float64Array.of(Number.NaN))).toBeNaN();
  });

  describe.skipIf(!available('gdal'))('against numpy', () => {
    it('agrees with numpy.nanquantile to rounding', () => {
      const rng = createRng(11);
      const values = Array.from({ length: 1000 }, () => rng.normal() * 100);
      const out = run(
        python,
        [
          '-c',
          'import sys,json,numpy\nv,p=json.load(sys.stdin)\nprint(json.dumps(list(numpy.quantile(v,p))))',
        ],
        JSON.stringify([values, PROBABILITIES]),
      );
      const expected = JSON.parse(out) as number[];
      quantiles(Float64Array.from(values), PROBABILITIES).forEach((q, i) => {
        expect(q).toBeCloseTo(expected[i], 10);
      });
    });
  });
});
