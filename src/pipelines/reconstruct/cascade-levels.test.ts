import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cascadeLevels, pyramidPixels } from './cascade-levels.js';

const images = (...pixels: number[]) => pixels.map((pixel, i) => ({ path: `${i}.tif`, pixel }));

describe('the levels of a cascade', () => {
  it('are neighbours of about one resolution, from coarse to fine', () => {
    expect(cascadeLevels(images(12.5, 6, 4.6))).toEqual([[0], [1, 2]]);
    expect(cascadeLevels(images(12.5, 4.6, 4, 4.6, 0.5))).toEqual([[0], [1, 2, 3], [4]]);
  });

  it('in another order are refused, and so is one level', () => {
    expect(() => cascadeLevels(images(4, 12.5))).toThrow(/1.tif \(12.5 m\) comes after 0.tif \(4 m\)/);
    expect(() => cascadeLevels(images(12.5, 4, 8))).toThrow(/2.tif \(8 m\) comes after 1.tif \(4 m\)/);
    expect(() => cascadeLevels(images(4))).toThrow(/different resolutions/);
    expect(() => cascadeLevels(images(4, 4.2))).toThrow(/different resolutions/);
  });
});

describe('the steps of one image', () => {
  it('begin at a third of the cells and end with its own pixels, in even ratios', () => {
    expect(pyramidPixels(4, 48, 3)).toEqual([16, 8, 4]);
    expect(pyramidPixels(4, 48, 1)).toEqual([4]);
    fc.assert(
      fc.property(fc.double({ min: 4, max: 500 }), fc.integer({ min: 2, max: 6 }), (ratio, steps) => {
        const sides = pyramidPixels(2, 2 * ratio, steps);
        expect(sides.at(-1)).toBe(2);
        if (sides.length === 1) return;
        expect(sides[0]).toBeCloseTo((2 * ratio) / 3, 9);
        const step = sides[0]! / sides[1]!;
        for (const [i, side] of sides.slice(1).entries()) expect(sides[i]! / side).toBeCloseTo(step, 6);
        expect(step).toBeGreaterThanOrEqual(1.2499);
      }),
    );
  });

  it('are fewer where the reference is not much coarser', () => {
    expect(pyramidPixels(4, 12, 3)).toEqual([4]);
    expect(pyramidPixels(4, 10, 3)).toEqual([4]);
    expect(pyramidPixels(4, 16, 5)).toHaveLength(2);
  });
});
