import { describe, expect, it } from 'vitest';
import { roundToHalf, widenHalf } from './float16.js';

const every = widenHalf(Uint16Array.from({ length: 65536 }, (_, bits) => bits));

describe('float16', () => {
  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ])('bits %i are %d', (bits, value) => expect(every[bits]).toBe(value));

  it('rounds every number it can hold to itself', () => {
    expect(every.filter((v) => !Object.is(roundToHalf(v), v))).toEqual(new Float32Array(0));
  });

  it('rounds halfway cases to even, and too large ones to infinity', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const low = every[bits];
      const high = every[bits + 1];
      expect(roundToHalf((low + high) / 2)).toBe(bits % 2 === 0 ? low : high);
    }
    expect(roundToHalf(65519.9)).toBe(65504);
    expect(roundToHalf(-65520)).toBe(-Infinity);
  });
});
