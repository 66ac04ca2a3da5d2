import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { quantiles } from './order-statistics.js';
import {
  absoluteCoarse,
  absoluteFine,
  approximateQuantile,
  binsOfQuantiles,
  countCoarse,
  countFine,
  createCoarseCounts,
  type FineCounts,
  mergeCoarse,
  mergeFine,
  radixQuantiles,
  signedBins,
} from './radix-quantiles.js';

const PROBABILITIES = [0, 0.01, 0.5, 0.9, 1];

function inTwoPasses(parts: readonly Float32Array[], probabilities: readonly number[]): number[] {
  const coarse = createCoarseCounts();
  for (const part of parts) {
    const counts = createCoarseCounts();
    countCoarse(counts, part);
    mergeCoarse(coarse, counts);
  }
  const bins = binsOfQuantiles(coarse, probabilities);
  const fine: FineCounts = new Map();
  for (const part of parts) {
    const counts: FineCounts = new Map();
    countFine(counts, bins, part);
    mergeFine(fine, counts);
  }
  return radixQuantiles(coarse, fine, probabilities);
}

describe('radix quantiles', () => {
  it('equal the in-memory ones bit for bit, for any floats', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 1, maxLength: 60, noNaN: false }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const [expected] = quantiles(values, [p]);
          expect(inTwoPasses([values], [p])[0] + 0).toEqual(expected! + 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('do not depend on how the data is cut or ordered', () => {
    const rng = createRng(3);
    const values = Float32Array.from({ length: 4000 }, () => rng.normal() * 12.5 - 3);
    const whole = inTwoPasses([values], PROBABILITIES);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 3999 }), { maxLength: 5 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), values.length];
        const parts = edges.slice(1).map((end, i) => values.subarray(edges[i], end));
        expect(inTwoPasses(parts.reverse(), PROBABILITIES)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
    expect(whole).toEqual(quantiles(values, PROBABILITIES));
  });

  it('fold to the quantiles of |x| without a further pass', () => {
    const rng = createRng(9);
    const values = Float32Array.from({ length: 5001 }, () => rng.normal() * 4 + 1);
    values[17] = -0;
    const coarse = createCoarseCounts();
    countCoarse(coarse, values);
    const folded = absoluteCoarse(coarse);
    const fine: FineCounts = new Map();
    countFine(fine, new Set(signedBins(binsOfQuantiles(folded, PROBABILITIES))), values);
    const expected = quantiles(values.map(Math.abs), PROBABILITIES);
    expect(radixQuantiles(folded, absoluteFine(fine), PROBABILITIES)).toEqual(expected);
  });

  it('are known to 0.4 % after the first pass', () => {
    const rng = createRng(4);
    const values = Float32Array.from({ length: 20_001 }, () => rng.normal() * 30);
    const coarse = createCoarseCounts();
    countCoarse(coarse, values);
    for (const p of [0.01, 0.3, 0.9]) {
      const exact = quantiles(values, [p])[0];
      expect(Math.abs(approximateQuantile(coarse, p) / exact - 1)).toBeLessThan(0.004);
    }
  });

  it('are NaN without samples', () => {
    expect(inTwoPasses([Float32Array.of(Number.NaN)], [0.5])).toEqual([Number.NaN]);
    expect(approximateQuantile(createCoarseCounts(), 0.5)).toBeNaN();
  });
});
