import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlatedNoise, whiteNoise } from './lattice-noise.js';

const whole = { col: -40, row: 900, width: 400, height: 400 };

/** Mean of the products of samples that lie `dc` columns and `dr` rows apart. */
function covariance(data: Float64Array, width: number, dc: number, dr: number): number {
  const rows = data.length / width;
  let sum = 0;
  let count = 0;
  for (let r = 0; r + dr < rows; r++) {
    for (let c = 0; c + dc < width; c++, count++) {
      sum += data[r * width + c] * data[(r + dr) * width + c + dc];
    }
  }
  return sum / count;
}

describe('noise on a lattice', () => {
  const white = whiteNoise(3, whole);
  const noise = correlatedNoise(3, whole);

  it('is standard normal', () => {
    for (const data of [white, noise]) {
      const mean = data.reduce((s, v) => s + v, 0) / data.length;
      expect(Math.abs(mean)).toBeLessThan(0.012);
      expect(covariance(data, whole.width, 0, 0)).toBeCloseTo(1, 1.8);
      // Fourth moment of the normal distribution.
      expect(data.reduce((s, v) => s + v ** 4, 0) / data.length).toBeCloseTo(3, 0.8);
    }
  });

  it('is white, or correlated as the 1:4:1 filter says', () => {
    for (const [dc, dr] of [
      [1, 0],
      [0, 1],
      [1, 1],
      [2, 0],
      [7, 3],
    ] as const) {
      expect(Math.abs(covariance(white, whole.width, dc, dr))).toBeLessThan(0.012);
    }
    expect(covariance(noise, whole.width, 1, 0)).toBeCloseTo(8 / 18, 1.7);
    expect(covariance(noise, whole.width, 0, 1)).toBeCloseTo(8 / 18, 1.7);
    expect(covariance(noise, whole.width, 2, 0)).toBeCloseTo(1 / 18, 1.7);
    expect(covariance(noise, whole.width, 3, 0)).toBeCloseTo(0, 1.7);
  });

  it('is the same in any window and another one for another seed', () => {
    fc.assert(
      fc.property(fc.nat(350), fc.nat(350), (dc, dr) => {
        const part = correlatedNoise(3, {
          col: whole.col + dc,
          row: whole.row + dr,
          width: 30,
          height: 20,
        });
        expect(part[7 * 30 + 4]).toBe(noise[(dr + 7) * whole.width + dc + 4]);
      }),
    );
    const other = correlatedNoise(4, whole);
    const product = other.reduce((s, v, i) => s + v * noise[i], 0) / noise.length;
    expect(Math.abs(product)).toBeLessThan(0.015);
  });
});
