import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compose,
  type GeoTransform,
  invert,
  isNorthUp,
  isUsable,
  northUp,
  pixelSize,
  scale,
  toMap,
  translate,
} from './geo-transform.js';

const coefficient = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const transform = fc
  .tuple(coefficient, coefficient, coefficient, coefficient, coefficient, coefficient)
  .filter(([a, b, , d, e]) => Math.abs(a * e - b * d) > 1) as fc.Arbitrary<GeoTransform>;
const pixel = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe('geo transforms', () => {
  it('invert undoes toMap', () => {
    fc.assert(
      fc.property(transform, pixel, pixel, (t, col, row) => {
        const [c, r] = toMap(invert(t), ...toMap(t, col, row));
        expect(c).toBeCloseTo(col, 3);
        expect(r).toBeCloseTo(row, 3);
      }),
    );
  });

  it('compose applies the inner one first', () => {
    fc.assert(
      fc.property(transform, transform, pixel, pixel, (outer, inner, col, row) => {
        const [x, y] = toMap(compose(outer, inner), col, row);
        const [u, v] = toMap(outer, ...toMap(inner, col, row));
        expect(Math.hypot(x - u, y - v)).toBeLessThan(1e-6 * (1 + Math.hypot(u, v)));
      }),
    );
  });

  it('translate and scale move and widen pixels, not the ground', () => {
    const t = northUp(500, 900, 10, 5);
    expect(toMap(translate(t, 3, 4), 0, 0)).toEqual(toMap(t, 3, 4));
    expect(toMap(scale(t, 2, 2), 5, 5)).toEqual(toMap(t, 10, 10));
    expect(pixelSize(scale(t, 2, 4))).toEqual([20, 20]);
  });

  it('knows north-up, rotated and singular grids', () => {
    expect(isNorthUp(northUp(0, 0, 1, 1))).toBe(true);
    expect(isNorthUp([1, 0, 0, 0, 1, 0])).toBe(false);
    expect(isNorthUp([1, 0.1, 0, 0, -1, 0])).toBe(false);
    expect(pixelSize([3, -4, 0, 4, 3, 0])).toEqual([5, 5]);
    expect(isUsable([1, 1, 0, 1, 1, 0])).toBe(false);
    expect(isUsable([Number.NaN, 0, 0, 0, -1, 0])).toBe(false);
  });
});
