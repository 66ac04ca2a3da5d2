import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crs } from '../core/crs.js';
import { type GeoTransform, northUp, toMap } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import { difference } from './difference.js';
import { sampleProfile } from './profile.js';
import { NO_CLASS, SLOPE_CLASSES, slopeClasses } from './slope-classes.js';

const crs = { name: 'local', kind: 'projected' } as Crs;

function raster(width: number, transform: GeoTransform, data: readonly number[]): Raster {
  return { width, height: data.length / width, data: Float32Array.from(data), georef: { transform, crs } };
}

describe('difference', () => {
  const grid = northUp(0, 20, 10, 10);

  it('is tested minus reference, NaN where either is missing', () => {
    const dh = difference(raster(3, grid, [5, Number.NaN, 7]), raster(3, grid, [2, 1, Number.NaN]));
    expect([...dh.data]).toEqual([3, Number.NaN, Number.NaN]);
  });

  it('refuses different grids', () => {
    const a = raster(2, grid, [1, 2]);
    expect(() => difference(a, raster(2, northUp(5, 20, 10, 10), [1, 2]))).toThrow(/different grids/);
    expect(() => difference(a, raster(1, grid, [1, 2]))).toThrow(/different grids/);
  });
});

describe('sampleProfile', () => {
  it('reproduces a plane on any grid, rotated ones included', () => {
    const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, (a, b, skew) => {
        const transform: GeoTransform = [2, skew, 100, skew / 2, -3, 50];
        const data = Array.from({ length: 48 }, (_, i) => {
          const [x, y] = toMap(transform, (i % 8) + 0.5, Math.floor(i / 8) + 0.5);
          return a * x + b * y;
        });
        const from = toMap(transform, 1, 1);
        const to = toMap(transform, 7, 5);
        const profile = sampleProfile(raster(8, transform, data), from, to, 9);
        profile.height.forEach((h, i) => {
          const t = i / 8;
          const x = from[0] + (to[0] - from[0]) * t;
          const y = from[1] + (to[1] - from[1]) * t;
          expect(h).toBeCloseTo(a * x + b * y, 3);
        });
        expect(profile.distance[8]).toBeCloseTo(Math.hypot(to[0] - from[0], to[1] - from[1]), 9);
      }),
    );
  });

  it('is missing outside and beside missing samples, but not where they carry no weight', () => {
    const row = raster(4, northUp(0, 1, 1, 1), [1, 2, Number.NaN, 4]);
    const { height } = sampleProfile(row, [0.5, 0.5], [3.5, 0.5], 7);
    expect([...height]).toEqual([1, 1.5, 2, Number.NaN, Number.NaN, Number.NaN, 4]);
    expect(sampleProfile(row, [-1, 0.5], [0.4, 0.5], 2).height).toEqual(
      Float32Array.of(Number.NaN, Number.NaN),
    );
  });
});

describe('slopeClasses', () => {
  it('puts bounds into the upper class and leaves NaN out', () => {
    const classes = slopeClasses(Float32Array.of(0, 4.99, 5, 19, 20, 44.9, 45, 89, Number.NaN));
    expect([...classes]).toEqual([0, 0, 1, 2, 3, 4, 5, 5, NO_CLASS]);
    expect(SLOPE_CLASSES.map((c) => c.label)).toEqual([
      '0–5°',
      '5–10°',
      '10–20°',
      '20–30°',
      '30–45°',
      '> 45°',
    ]);
  });
});
