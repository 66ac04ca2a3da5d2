import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { errorByTerrain } from './error-by-terrain.js';

describe('errors by slope and curvature', () => {
  it('find the spread that errors were given', () => {
    const rng = createRng(5);
    const n = 60_000;
    const [dh, slope, curvature] = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
    // Constant within the slope classes; curvature counts in its two upper classes only (see the quantiles).
    const sigma = (s: number, rough: boolean) => (s < 5 ? 1 : s < 10 ? 2 : 3) * (rough ? 2 : 1);
    for (let i = 0; i < n; i++) {
      slope[i] = 15 * rng.next();
      curvature[i] = rng.next();
      dh[i] = 7 + sigma(slope[i]!, curvature[i]! >= 0.9) * rng.normal();
    }
    const found = errorByTerrain({ dh, slope, curvature })!;
    for (const [i, edge] of [0, 0.5, 0.75, 0.9, 0.975, 1].entries()) {
      expect(found.curvatureEdges[i]).toBeCloseTo(edge, 1);
    }
    for (const [row, s] of [2, 7, 12].entries()) {
      for (const [col, { count, median, nmad }] of found.cells[row]!.entries()) {
        const truth = sigma(s, col >= 3);
        // Standard error of an NMAD: 1.17 sigma / sqrt(n).
        expect(Math.abs(nmad / truth - 1)).toBeLessThan((4 * 1.17) / Math.sqrt(count) + 0.02);
        expect(Math.abs(median - 7)).toBeLessThan((4 * 1.25 * truth) / Math.sqrt(count));
      }
    }
    expect(found.cells[5]![0]).toEqual({ count: 0, median: Number.NaN, nmad: Number.NaN });
  });

  it('needs samples', () => {
    const none = Float32Array.of(Number.NaN);
    expect(errorByTerrain({ dh: none, slope: none, curvature: none })).toBeNull();
  });
});
