import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { type Affine, affineResidual, fitAffine, type PointPairs } from './affine-fit.js';
import { clippedSquare, huberWeight, normalCdf } from './huber.js';
import { ransacAffine } from './ransac-affine.js';
import { robustAffine } from './robust-affine.js';

const TRUTH: Affine = [1.0003, -0.0002, 25, 0.0004, 0.9998, -40];

function simulate(seed: number, n: number, noise: number, outliers: number): PointPairs {
  const rng = createRng(seed);
  const pairs = {
    x: Float64Array.from({ length: n }, () => 500_000 + 20_000 * rng.next()),
    y: Float64Array.from({ length: n }, () => 5_300_000 + 30_000 * rng.next()),
    toX: new Float64Array(n),
    toY: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const wild = i < outliers ? 200 : 0;
    const [a, b, c, d, e, f] = TRUTH;
    pairs.toX[i] = a * pairs.x[i] + b * pairs.y[i] + c + noise * rng.normal() + wild * (0.2 + rng.next());
    pairs.toY[i] = d * pairs.x[i] + e * pairs.y[i] + f + noise * rng.normal() - wild * rng.next();
  }
  return pairs;
}

const all = (pairs: PointPairs): number[] => Array.from(pairs.x, (_, i) => i);

describe('affine fits', () => {
  it('are exact for any affine map, with map coordinates of millions of metres', () => {
    const coefficient = fc.double({ min: -2, max: 2, noNaN: true });
    const shift = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(coefficient, coefficient, shift, coefficient, coefficient, shift),
        fc.integer(),
        ([a, b, c, d, e, f], seed) => {
          const pairs = simulate(seed, 12, 0, 0);
          for (let i = 0; i < 12; i++) {
            pairs.toX[i] = a * pairs.x[i] + b * pairs.y[i] + c;
            pairs.toY[i] = d * pairs.x[i] + e * pairs.y[i] + f;
          }
          const fit = fitAffine(pairs, all(pairs))!;
          for (let i = 0; i < 12; i++) expect(affineResidual(fit, pairs, i)).toBeLessThan(1e-7);
        },
      ),
    );
  });

  it('do not exist for positions on a line', () => {
    const x = Float64Array.of(1, 2, 3, 4);
    const line = { x, y: x.map((v) => 2 * v + 1e6), toX: x, toY: x };
    expect(fitAffine(line, [0, 1, 2, 3])).toBeNull();
    expect(ransacAffine(line, { tolerance: 1, seed: 1 })).toBeNull();
    expect(robustAffine(line, { tolerance: 1, seed: 1 })).toBeNull();
  });

  describe.skipIf(!available('gdal'))('against numpy', () => {
    it('equal lstsq', () => {
      const pairs = simulate(5, 30, 3, 0);
      const script = `
import json, sys, numpy as np
x, y, X, Y = [np.array(v) for v in json.load(sys.stdin)]
A = np.stack([x - 5e5, y - 5.3e6, np.ones_like(x)], 1)
r = np.linalg.lstsq(A, np.stack([X, Y], 1), rcond=None)[0]
print(json.dumps((A @ r).T.tolist()))`;
      const columns = [pairs.x, pairs.y, pairs.toX, pairs.toY].map((c) => [...c]);
      const [ex, ey] = JSON.parse(run(python, ['-c', script], JSON.stringify(columns))) as number[][];
      const fit = fitAffine(pairs, all(pairs))!;
      for (let i = 0; i < 30; i++) {
        expect(fit[0] * pairs.x[i] + fit[1] * pairs.y[i] + fit[2]).toBeCloseTo(ex![i], 5);
        expect(fit[3] * pairs.x[i] + fit[4] * pairs.y[i] + fit[5]).toBeCloseTo(ey![i], 5);
      }
    });
  });
});

describe('robust affine fit', () => {
  it('finds 40 % outliers, keeps nearly all others, and tells the noise per axis', () => {
    for (let seed = 0; seed < 10; seed++) {
      const pairs = simulate(seed, 200, 1, 80);
      const { inlier, rmse, sigma } = robustAffine(pairs, { tolerance: 4, seed })!;
      expect(inlier.subarray(0, 80).some((v) => v === 1)).toBe(false);
      expect(inlier.subarray(80).filter((v) => v === 1).length).toBeGreaterThan(115);
      expect(rmse).toBeGreaterThan(0.85);
      expect(rmse).toBeLessThan(1.15);
      expect(Math.abs(sigma - 1)).toBeLessThan(0.25);
    }
  });

  it('recovers from a tolerance that is far too small or generous', () => {
    const pairs = simulate(3, 300, 1, 15);
    for (const tolerance of [0.5, 20]) {
      const { inlier } = robustAffine(pairs, { tolerance, seed: 1 })!;
      expect(inlier.subarray(0, 15).some((v) => v === 1)).toBe(false);
      expect(inlier.filter((v) => v === 1).length).toBeGreaterThan(278);
    }
  });

  it('is a function of its seed and needs few samples for clean pairs', () => {
    const pairs = simulate(9, 60, 1, 20);
    const options = { tolerance: 4, seed: 12 };
    expect(ransacAffine(pairs, options)).toEqual(ransacAffine(pairs, options));
    expect(ransacAffine(simulate(9, 60, 0.1, 0), options)!.samples).toBeLessThan(5);
  });

  it('keeps exact pairs', () => {
    const pairs = simulate(2, 20, 0, 2);
    expect([...robustAffine(pairs, { tolerance: 1, seed: 1 })!.inlier]).toEqual([0, 0, ...Array(18).fill(1)]);
  });
});

describe('Huber', () => {
  it('has the published constants', () => {
    expect(normalCdf(1.345)).toBeCloseTo(0.910687, 6);
    expect(normalCdf(-1.959964)).toBeCloseTo(0.025, 7);
    expect(normalCdf(9) - normalCdf(-9)).toBe(1);
    const efficiency = (2 * normalCdf(1.345) - 1) ** 2 / clippedSquare(1.345);
    expect(efficiency).toBeCloseTo(0.95, 3);
    expect(clippedSquare(40)).toBe(1);
    expect([huberWeight(1), huberWeight(-2.69)]).toEqual([1, 0.5]);
  });

  it('expects the integral of clipped squares', () => {
    for (const k of [0.5, 1.345, 2.5]) {
      let sum = 0;
      for (let z = -9 + 0.0005; z < 9; z += 0.001) {
        sum += (0.001 * Math.min(z * z, k * k) * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
      }
      expect(clippedSquare(k)).toBeCloseTo(sum, 6);
    }
  });
});
