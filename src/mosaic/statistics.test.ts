import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainLayer } from '../../test/support/plain-layer.js';
import { type Contributor, coverage, type Wanted } from './contributor.js';
import type { StatisticsMode } from './options.js';
import { combineStatistics } from './statistics.js';

/** One pixel per row of `pixels`; null is a missing height. */
function contributorsOf(
  pixels: readonly (readonly (number | null)[])[],
  orders?: readonly number[],
): Contributor[] {
  return pixels[0].map((_, c) => ({
    heights: Float32Array.from(pixels, (p) => p[c] ?? Number.NaN),
    order: orders?.[c] ?? c,
  }));
}

function combine(mode: StatisticsMode, contributors: readonly Contributor[], wanted: Partial<Wanted> = {}) {
  const width = contributors[0].heights.length;
  const layers = contributors.map((c) => ({ ...plainLayer(c, width), sigma: c.standardError ?? null }));
  const { count } = coverage(layers, width, 1);
  const all = { sigma: false, uncertainty: false, weightOf: null, ...wanted };
  return combineStatistics(mode, { layers, width, height: 1, count }, all);
}

function resultOf(mode: StatisticsMode, ...heights: (number | null)[]): [height: number, source: number] {
  const { heights: out, source } = combine(mode, contributorsOf([heights]));
  return [out[0], source[0]];
}

describe('combineStatistics', () => {
  test.each([
    ['first', [8, 1]],
    ['last', [5, 4]],
    ['min', [3, 3]],
    ['max', [9, 2]],
    ['mean', [6.25, 0]],
    ['median', [6.5, 4]],
    ['stddev', [Math.fround(Math.sqrt(22.75 / 3)), 0]],
    // Published with VisionWorkbench (Functors.DestructiveNmad).
    ['nmad', [Math.fround(2.9652), 0]],
    ['count', [4, 0]],
  ] as const)('%s of 8 9 3 5', (mode, expected) => {
    expect(resultOf(mode, 8, 9, 3, 5)).toEqual(expected);
  });

  test.each([
    ['first', [2, 2]],
    ['last', [7, 3]],
    ['min', [2, 2]],
    ['max', [7, 3]],
    ['mean', [4.5, 0]],
    ['median', [4.5, 2]],
    ['count', [2, 0]],
  ] as const)('%s leaves missing heights out', (mode, expected) => {
    expect(resultOf(mode, null, 2, 7, null)).toEqual(expected);
  });

  test.each(['stddev', 'nmad'] as const)('%s of one height is missing, of equal ones 0', (mode) => {
    expect(resultOf(mode, 4)[0]).toBeNaN();
    expect(resultOf(mode, 4, 4)[0]).toBe(0);
  });

  test('a large offset does not spoil the standard deviation', () => {
    expect(resultOf('stddev', 1e6, 1e6 + 0.5)[0]).toBeCloseTo(Math.SQRT1_2 / 2, 6);
  });

  test("first and last follow the user's order, not the canonical one", () => {
    const contributors = contributorsOf([[10, 20, 30]], [2, 0, 1]);
    expect(combine('first', contributors)).toMatchObject({
      heights: Float32Array.of(20),
      source: Uint16Array.of(1),
    });
    expect(combine('last', contributors)).toMatchObject({
      heights: Float32Array.of(10),
      source: Uint16Array.of(3),
    });
  });

  test("of equal heights the first in the user's order is the source", () => {
    const contributors = contributorsOf([[5, 5, 5]], [2, 0, 1]);
    for (const mode of ['min', 'max'] as const) expect(combine(mode, contributors).source[0]).toBe(1);
    expect(combine('median', contributors).source[0]).toBe(2);
  });

  const pixels = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.array(
      fc.array(fc.option(fc.float({ min: -1e4, max: 1e4, noNaN: true })), { minLength: n, maxLength: n }),
      {
        minLength: 1,
        maxLength: 20,
      },
    ),
  );
  const modes = ['first', 'last', 'min', 'max', 'mean', 'median', 'stddev', 'nmad', 'count'] as const;

  test('agrees with sorting and summing each pixel by itself', () => {
    fc.assert(
      fc.property(pixels, (rows) => {
        const contributors = contributorsOf(rows);
        for (const mode of modes) {
          const { heights } = combine(mode, contributors);
          for (const [i, row] of rows.entries()) {
            // + 0: the sign of a zero is nobody's business.
            const valid = row.filter((v) => v !== null);
            expect(heights[i] + 0).toBe(Math.fround(naive(mode, valid)) + 0);
          }
        }
      }),
    );
  });

  test('selecting modes give exactly what their source holds', () => {
    fc.assert(
      fc.property(pixels, (rows) => {
        const contributors = contributorsOf(rows);
        for (const mode of ['first', 'last', 'min', 'max'] as const) {
          const { heights, source } = combine(mode, contributors);
          for (const [i, row] of rows.entries()) {
            expect(heights[i]).toBe(source[i] === 0 ? Number.NaN : row[source[i] - 1]);
          }
        }
      }),
    );
  });

  test('sigma is the population standard deviation, missing where fewer than two contribute', () => {
    const contributors = contributorsOf([
      [8, 9, 3, 5],
      [null, 4, null, null],
      [null, null, null, null],
    ]);
    const { sigma } = combine('max', contributors, { sigma: true });
    // Published with VisionWorkbench (Functors.StdDev).
    expect(sigma).toEqual(Float32Array.of(2.384848, Number.NaN, Number.NaN));
  });
});

describe('standard errors and shares', () => {
  const planes = [
    { heights: Float32Array.of(8, Number.NaN, 3), standardError: Float32Array.of(3, 1, 2), order: 1 },
    {
      heights: Float32Array.of(5, Number.NaN, Number.NaN),
      standardError: Float32Array.of(4, 1, 2),
      order: 0,
    },
  ];

  test.each([
    ['first', [4, Number.NaN, 2], [0, Number.NaN, 1]],
    ['last', [3, Number.NaN, 2], [1, Number.NaN, 1]],
    ['min', [4, Number.NaN, 2], [0, Number.NaN, 1]],
    ['max', [3, Number.NaN, 2], [1, Number.NaN, 1]],
    ['mean', [2.5, Number.NaN, 2], [0.5, Number.NaN, 1]],
  ] as const)('of %s', (mode, errors, shares) => {
    const { uncertainty, weight } = combine(mode, planes, { uncertainty: true, weightOf: 1 });
    expect(uncertainty).toEqual(Float32Array.from(errors));
    expect(weight).toEqual(Float32Array.from(shares));
  });
});

function naive(mode: StatisticsMode, values: readonly number[]): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((s, v) => s + v, 0) / n;
  switch (mode) {
    case 'first':
      return values[0];
    case 'last':
      return values[n - 1];
    case 'min':
      return sorted[0];
    case 'max':
      return sorted[n - 1];
    case 'mean':
      return mean;
    case 'median':
      return naiveMedian(values);
    case 'stddev':
      return n < 2 ? Number.NaN : Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1));
    case 'nmad': {
      const centre = naiveMedian(values);
      return n < 2 ? Number.NaN : 1.4826 * naiveMedian(values.map((v) => Math.abs(v - centre)));
    }
    case 'count':
      return n;
  }
}

function naiveMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
