import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { removePlanes } from './plane-free.js';

const SIDE = 9;
const RADIUS = 3;
const WIDTH = SIDE + 2 * RADIUS;
const SHIFTS = 2 * RADIUS + 1;

/** Variance of I - T over all shifts about its mean, or about its plane of best fit, by the definitions. */
function variances(area: Float32Array, chip: Float32Array, plane: boolean): Float32Array {
  const surface = new Float32Array(SHIFTS * SHIFTS);
  for (let k = 0; k < surface.length; k++) {
    const [dCol, dRow] = [k % SHIFTS, Math.floor(k / SHIFTS)];
    const d = Float64Array.from(chip, (t, i) => {
      const [col, row] = [i % SIDE, Math.floor(i / SIDE)];
      return area[(dRow + row) * WIDTH + dCol + col]! - t;
    });
    const mean = (of: (i: number) => number): number => d.reduce((sum, _, i) => sum + of(i), 0) / d.length;
    const x = (i: number): number => (i % SIDE) - (SIDE - 1) / 2;
    const y = (i: number): number => Math.floor(i / SIDE) - (SIDE - 1) / 2;
    const offset = mean((i) => d[i]!);
    const slopeX = plane ? mean((i) => x(i) * d[i]!) / mean((i) => x(i) ** 2) : 0;
    const slopeY = plane ? mean((i) => y(i) * d[i]!) / mean((i) => y(i) ** 2) : 0;
    surface[k] = mean((i) => (d[i]! - offset - slopeX * x(i) - slopeY * y(i)) ** 2);
  }
  return surface;
}

function scene(seed: number): { area: Float32Array; chip: Float32Array } {
  const rng = createRng(seed);
  const area = Float32Array.from({ length: WIDTH * WIDTH }, () => 1000 + 10 * rng.normal());
  const chip = Float32Array.from({ length: SIDE * SIDE }, () => 10 * rng.normal());
  return { area, chip };
}

describe('removePlanes', () => {
  it('gives the variance about the plane of best fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { area, chip } = scene(seed);
        const surface = variances(area, chip, false);
        removePlanes(surface, area, chip, SIDE, RADIUS);
        const expected = variances(area, chip, true);
        for (const [k, value] of surface.entries()) expect(value / expected[k]!).toBeCloseTo(1, 4);
      }),
      { numRuns: 30 },
    );
  });

  it('does not notice a tilt of one scene, and leaves missing shifts missing', () => {
    const { area, chip } = scene(7);
    const tilted = chip.map((h, i) => h + 3 * (i % SIDE) - 2 * Math.floor(i / SIDE));
    const surfaces = [chip, tilted].map((c) => {
      const surface = variances(area, c, false);
      surface[4] = Number.NaN;
      removePlanes(surface, area, c, SIDE, RADIUS);
      return surface;
    });
    expect(surfaces[0]![4]).toBeNaN();
    for (const [k, value] of surfaces[1]!.entries()) {
      if (k !== 4) expect(value).toBeCloseTo(surfaces[0]![k]!, 2);
    }
  });
});
