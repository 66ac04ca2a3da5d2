import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crs } from '../core/crs.js';
import { northUp } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { gridWindow } from '../core/raster.js';
import { impact } from './crater.js';
import { createTerrain, sampleTerrain, type TerrainOptions } from './terrain.js';

const crs = { name: 'local', kind: 'projected', unit: 1 } as Crs;
const options: TerrainOptions = {
  seed: 7,
  west: 1000,
  south: -500,
  width: 4000,
  height: 3000,
  relief: 50,
  hurst: 0.9,
  craterDensity: 0.06,
  largestDiameter: 1000,
  detail: 30,
};
const grid: Grid = { width: 100, height: 75, transform: northUp(1000, 2500, 40, 40), crs };

describe('terrain', () => {
  const terrain = createTerrain(options);
  const whole = sampleTerrain(terrain, grid);

  it('is the same for the same seed and another one for another', () => {
    expect(sampleTerrain(createTerrain(options), grid).data).toEqual(whole.data);
    expect(sampleTerrain(createTerrain({ ...options, seed: 8 }), grid).data).not.toEqual(whole.data);
  });

  it('does not depend on the window or the resolution', () => {
    fc.assert(
      fc.property(fc.nat(80), fc.nat(60), (col, row) => {
        const window = { col, row, width: 19, height: 14 };
        const part = sampleTerrain(terrain, gridWindow(grid, window));
        expect(part.data[5 * 19 + 3]).toBe(whole.data[(row + 5) * 100 + col + 3]);
      }),
    );
    // Pixel centres of a grid three times as fine fall onto those of the coarse one.
    const fine = { ...grid, width: 300, height: 225, transform: northUp(1000, 2500, 40 / 3, 40 / 3) };
    const sampled = sampleTerrain(terrain, gridWindow(fine, { col: 60, row: 30, width: 3, height: 3 }));
    expect(sampled.data[4]).toBeCloseTo(whole.data[10 * 100 + 20], 2);
  });

  it('has the crater population it was asked for', () => {
    // Every size class is spread over the area and a margin that its ejecta can cross.
    const expected = [1000, 500, 250, 125, 62.5].reduce(
      (sum, d) => sum + 0.06 * ((d / 2) ** -2 - d ** -2) * (4000 + 3 * d) * (3000 + 3 * d),
      0,
    );
    expect(Math.abs(terrain.craters.length - expected)).toBeLessThan(6);
    for (const c of terrain.craters) {
      expect(c.depth / (2 * c.radius)).toBeLessThanOrEqual(0.2);
      expect(2 * c.radius).toBeGreaterThanOrEqual(30);
    }
  });

  it('equals the impacts one by one: the index leaves none out', () => {
    const bare = createTerrain({ ...options, craterDensity: 0 });
    expect(bare.craters).toHaveLength(0);
    const smooth = createTerrain({ ...options, relief: 0 });
    const point = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(point, ([u, v]) => {
        const [x, y] = [1000 + u * 4000, -500 + v * 3000];
        const expected = smooth.craters.reduce((h, c) => impact(c, x, y, h), 0);
        expect(smooth.heightAt(x, y)).toBe(expected);
      }),
    );
  });

  it('refuses a population that cannot be held', () => {
    expect(() => createTerrain({ ...options, detail: 0.1 })).toThrow(/craters/);
  });
});
