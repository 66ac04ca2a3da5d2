import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { mergeMoments, momentsOf, NO_MOMENTS, standardDeviation } from './moments.js';
import { robustSpread } from './robust.js';

describe('moments', () => {
  it('of parts merge to those of the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e4, max: 1e4 }), { minLength: 1, maxLength: 100 }),
        fc.nat(100),
        (values, cut) => {
          const whole = momentsOf(Float64Array.from(values));
          const merged = mergeMoments(
            momentsOf(Float64Array.from(values.slice(0, cut))),
            momentsOf(Float64Array.from(values.slice(cut))),
          );
          expect(merged.count).toBe(whole.count);
          expect(merged.min).toBe(whole.min);
          expect(merged.max).toBe(whole.max);
          expect(merged.mean).toBeCloseTo(whole.mean, 8);
          expect(Math.abs(merged.m2 - whole.m2)).toBeLessThanOrEqual(1e-9 * (1 + whole.sumSquares));
          expect(merged.sumAbs).toBeCloseTo(whole.sumAbs, 6);
        },
      ),
    );
  });

  it('keep their precision far from zero', () => {
    const m = momentsOf(Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16));
    expect(m.mean).toBe(1e9 + 10);
    expect(standardDeviation(m)).toBeCloseTo(Math.sqrt(22.5), 12);
  });

  it('leave NaN out and are neutral when empty', () => {
    const m = momentsOf(Float32Array.of(Number.NaN, -2, 4));
    expect(m).toMatchObject({ count: 2, mean: 1, m2: 18, min: -2, max: 4, sumAbs: 6, sumSquares: 20 });
    expect(mergeMoments(NO_MOMENTS, m)).toBe(m);
    expect(mergeMoments(m, momentsOf(Float32Array.of(Number.NaN)))).toBe(m);
    expect(standardDeviation(NO_MOMENTS)).toBeNaN();
  });
});

describe.skipIf(!available('gdal'))('against numpy', () => {
  it('mean, std, median and NMAD agree to rounding', () => {
    const rng = createRng(21);
    const values = Array.from({ length: 999 }, () => rng.normal() ** 3 + 250);
    const script = [
      'import sys,json,numpy as np',
      'v=np.array(json.load(sys.stdin))',
      'm=np.median(v)',
      'print(json.dumps([v.mean(),v.std(),m,1.4826*np.median(abs(v-m))]))',
    ].join('\n');
    const [mean, std, median, nmad] = JSON.parse(run(python, ['-c', script], JSON.stringify(values)));
    const m = momentsOf(Float64Array.from(values));
    const spread = robustSpread(Float64Array.from(values));
    expect(m.mean).toBeCloseTo(mean, 10);
    expect(standardDeviation(m)).toBeCloseTo(std, 10);
    expect(spread.median).toBeCloseTo(median, 12);
    expect(spread.nmad).toBeCloseTo(nmad, 12);
  });
});
