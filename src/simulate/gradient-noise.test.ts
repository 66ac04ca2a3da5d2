import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentsOf, standardDeviation } from '../math/moments.js';
import { gradientNoise, NOISE_STD } from './gradient-noise.js';

describe('gradientNoise', () => {
  it('is smooth, bounded and zero at lattice points', () => {
    const position = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(position, position, fc.integer(), (x, y, seed) => {
        const value = gradientNoise(x, y, seed);
        expect(Math.abs(value)).toBeLessThanOrEqual(1.01);
        expect(Math.abs(gradientNoise(x + 1e-6, y, seed) - value)).toBeLessThan(1e-5);
        expect(Math.abs(gradientNoise(Math.round(x), Math.round(y), seed))).toBe(0);
      }),
    );
  });

  it('has the spread that the fractal surface counts on', () => {
    const values = Float64Array.from({ length: 90_000 }, (_, i) =>
      gradientNoise((i % 300) * 0.37, Math.floor(i / 300) * 0.37, 5),
    );
    expect(standardDeviation(momentsOf(values))).toBeCloseTo(NOISE_STD, 1);
  });
});
