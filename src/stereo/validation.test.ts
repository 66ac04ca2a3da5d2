import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MATCH_CLASS } from '../kernels/semi-global/index.js';
import { coarsestRange, commonRanges, refinedRanges } from './ranges.js';
import { removeSmallSegments } from './segments.js';
import { stretch } from './stretch.js';

const { NaN: none } = Number;

describe('removeSmallSegments', () => {
  it('removes what is small and apart, and follows slopes', () => {
    // A slope of 8 pixels, a patch of 2 and a hole.
    const disparity = Float32Array.of(0, 1, 2, 3, 0.5, 9, 9, 3.5, 1, none, 3, 4);
    const classes = new Uint8Array(12).fill(MATCH_CLASS.matched);
    removeSmallSegments(disparity, classes, 4, 3);
    expect([...disparity]).toEqual([0, 1, 2, 3, 0.5, none, none, 3.5, 1, none, 3, 4]);
    expect([...classes].map((c) => c === MATCH_CLASS.peak)).toEqual(
      [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0].map(Boolean),
    );
  });

  it('does not wrap around the sides', () => {
    const disparity = Float32Array.of(0, 5, 5, 9);
    removeSmallSegments(disparity, new Uint8Array(4), 2, 2);
    expect([...disparity]).toEqual([none, none, none, none]);
  });

  it('removes what filling from every pixel finds small', () => {
    const cases = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      values: fc.array(fc.constantFrom(none, 0, 0.7, 1.5, 2.6, 9), { minLength: 9, maxLength: 90 }),
      smallest: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(cases, ({ width, values, smallest }) => {
        const whole = Float32Array.from(values.slice(0, values.length - (values.length % width)));
        const disparity = whole.slice();
        const classes = new Uint8Array(whole.length).fill(MATCH_CLASS.matched);
        removeSmallSegments(disparity, classes, width, smallest);
        for (let p = 0; p < whole.length; p++) {
          const removed = !Number.isNaN(whole[p]) && filledFrom(whole, width, p).size < smallest;
          expect(classes[p] === MATCH_CLASS.peak).toBe(removed);
          expect(Object.is(disparity[p], removed ? none : whole[p])).toBe(true);
        }
      }),
    );
  });
});

/** Pixels that steps of at most one column lead to. */
function filledFrom(disparity: Float32Array, width: number, seed: number): Set<number> {
  const found = new Set([seed]);
  for (const p of found) {
    for (const q of [
      p - width,
      p + width,
      ...(p % width > 0 ? [p - 1] : []),
      ...((p + 1) % width > 0 ? [p + 1] : []),
    ]) {
      if (Math.abs(disparity[q] - disparity[p]) <= 1) found.add(q);
    }
  }
  return found;
}

describe('refinedRanges', () => {
  const coarse = (...disparity: number[]) => ({
    width: disparity.length,
    disparity: Float32Array.from(disparity),
    offset: 0,
  });

  it('doubles and widens disparities; holes take the union of what surrounds them', () => {
    const disparity = Float32Array.of(1, none, 5.2, 1, none, 5.2);
    const { low, count } = refinedRanges({ width: 3, disparity, offset: 2 }, 4, 6, 1, undefined);
    expect([...low]).toEqual([-2, -2, -2, -2, 6, 6]);
    expect([...count]).toEqual([9, 9, 17, 17, 9, 9]);
  });

  it('never makes a range wider than 64', () => {
    const { count } = refinedRanges(coarse(0, none, 500), 4, 6, 1, undefined);
    expect([...count]).toEqual([9, 9, 64, 64, 9, 9]);
  });

  it('searches nothing where nothing is known, nor for samples that are missing', () => {
    expect([...refinedRanges(coarse(none, none), 4, 4, 1, undefined).count]).toEqual([0, 0, 0, 0]);
    expect([...refinedRanges(coarse(3, 3), 4, 4, 1, Uint8Array.of(1, 0, 1, 1)).count]).toEqual([9, 0, 9, 9]);
    expect([...commonRanges({ least: -2, greatest: 2 }, Uint8Array.of(1, 0, 1)).count]).toEqual([5, 0, 5]);
  });
});

describe('coarsestRange', () => {
  it('covers the range from outside', () => {
    expect(coarsestRange({ least: -17, greatest: 33 }, 5)).toEqual({ least: -2, greatest: 3 });
    expect(coarsestRange({ least: -17, greatest: 33 }, 1)).toEqual({ least: -17, greatest: 33 });
  });
});

describe('stretch', () => {
  it('spreads the middle 96 % and marks missing samples', () => {
    const samples = Float32Array.from({ length: 1001 }, (_, i) => (i === 500 ? none : i - 300));
    const image = stretch(samples, 1001, 1);
    expect(image.valid?.indexOf(0)).toBe(500);
    expect([image.samples[0], image.samples[19], image.samples[981], image.samples[1000]]).toEqual([
      0, 0, 255, 255,
    ]);
    expect(image.samples[499]).toBeGreaterThan(120);
    expect(image.samples[501]).toBeLessThan(135);
  });
});
