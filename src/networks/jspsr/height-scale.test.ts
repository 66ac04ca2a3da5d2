import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applyNormalisation, normalisationOf, undoNormalisation } from '../../nn/infer/tiles/normalise.js';
import { heightScaleSchema } from './height-scale.js';

const eight = { type: 'above-least', min: -80, max: 929, log: true } as const;
const three = { ...eight, max: 933 };

const encoded = (heights: readonly number[], least: number, scale: typeof eight | typeof three) =>
  applyNormalisation(
    Float32Array.from(heights),
    normalisationOf(scale, Float32Array.of(least, Number.NaN, least + 7)),
    Number.NaN,
  );

describe('normalised heights', () => {
  // Anchors of methods/jspsr.md, section 3.
  test.each([
    [eight, 0, 0.63354159],
    [eight, 1, 0.635337605],
    [eight, 100, 0.750783694],
    [eight, 929, 1],
    [three, 0, 0.633179401],
    [three, 1, 0.634974388],
    [three, 100, 0.750354478],
  ])('%o: %f m', (scale, height, expected) => {
    expect(encoded([height + 1000], 1000, scale)[0]).toBeCloseTo(expected, 6);
  });

  it('are those of the paper at 8 m where nothing is said', () => {
    expect(heightScaleSchema.parse(undefined)).toEqual(eight);
    expect(heightScaleSchema.parse({ type: 'above-least' })).toEqual(eight);
  });

  it('come back as they were, within the float32 step of the logarithm', () => {
    const height = fc.double({ min: -79, max: 900, noNaN: true });
    const scale = fc.constantFrom(eight, { ...eight, log: false }, { type: 'from-mean', scale: 10 } as const);
    fc.assert(
      fc.property(height, scale, fc.double({ min: -500, max: 500, noNaN: true }), (h, rule, base) => {
        const mapping = normalisationOf(rule, Float32Array.of(base, base + 20));
        const numbers = applyNormalisation(Float32Array.of(h + base), mapping, 0);
        expect(Math.abs(undoNormalisation(numbers, mapping)[0]! - h - base)).toBeLessThan(1e-3);
      }),
    );
  });

  it('stay in range below the range, and missing where they are missing', () => {
    const [low, missing] = encoded([-500, Number.NaN], 0, eight);
    expect(low).toBe(0);
    expect(missing).toBeNaN();
  });
});
