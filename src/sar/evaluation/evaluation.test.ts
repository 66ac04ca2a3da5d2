import { describe, expect, it } from 'vitest';
import { LAYOVER, SHADOW, UNKNOWN } from '../visibility/profile-visibility.js';
import { completeness } from './completeness.js';
import { heightErrors } from './height-errors.js';

describe('height errors', () => {
  it('are those of the paper, over the cells of an area that both models have', () => {
    const truth = new Float32Array(101).fill(50);
    const tested = truth.map((h, i) => h + i - 50);
    const whole = new Uint8Array(101).fill(1);
    expect(heightErrors(tested, truth, whole)).toEqual({
      cells: 101,
      mean: 0,
      mae: expect.closeTo((2 * 50 * 51) / 2 / 101, 9),
      rmse: expect.closeTo(Math.sqrt((50 * 51) / 3), 9),
      // The two greatest absolute errors of every five belong to 46 and above.
      le90: 45,
    });
    const half = whole.map((_, i) => (i < 51 ? 0 : 1));
    tested[60] = Number.NaN;
    const part = heightErrors(tested, truth, half);
    expect(part.cells).toBe(49);
    expect(part.mean).toBeCloseTo((1275 - 10) / 49, 9);
    expect(heightErrors(tested, truth, new Uint8Array(101)).rmse).toBeNaN();
  });
});

describe('completeness', () => {
  it('counts matches, all and outside layover and shadow', () => {
    const matched = Uint8Array.of(1, 0, 1, 1, 0, 1);
    const inside = Uint8Array.of(1, 1, 1, 1, 1, 0);
    const visibility = Uint8Array.of(0, LAYOVER, SHADOW, UNKNOWN, 0, 0);
    const { all, visible, seen } = completeness(matched, inside, visibility);
    expect(all).toBe(60);
    expect(visible).toBeCloseTo(200 / 3, 9);
    expect(seen).toBe(60);
  });
});
