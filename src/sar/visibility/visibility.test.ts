import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../core/raster.js';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createOrbit } from '../orbit/orbit.js';
import { simulateOrbit } from '../orbit/simulated-orbit.js';
import { gridVisibility } from './grid-visibility.js';
import { LAYOVER, markProfile, SHADOW, UNKNOWN } from './profile-visibility.js';

/** The definitions, point against point. */
function marksByDefinition(ranges: number[], looks: number[]): number[] {
  return ranges.map((range, i) => {
    const layover = ranges.some((r, j) => (j < i && range <= r) || (j > i && range >= r));
    const shadow = looks.some((look, j) => j < i && looks[i] <= look);
    return (layover ? LAYOVER : 0) | (shadow ? SHADOW : 0) | (Number.isNaN(range) ? UNKNOWN : 0);
  });
}

describe('layover and shadow of profiles', () => {
  it('follow their definitions, with unknown points between', () => {
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 30 }) },
      fc.constant(Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), fc.array(value, { minLength: 30 }), (ranges, all) => {
        const looks = ranges.map((r, i) => (Number.isNaN(r) ? r : Number.isNaN(all[i]) ? 0 : all[i]));
        const out = new Uint8Array(ranges.length);
        markProfile(Float64Array.from(ranges), Float64Array.from(looks), out);
        expect([...out]).toEqual(marksByDefinition(ranges, looks));
      }),
    );
  });
});

describe('layover and shadow of grids', () => {
  const crs = parseCrs('EPSG:32632');
  const size = { width: 400, height: 3 };
  /** A wall of slopes `near` and `far` (tangents), 300 m high, crest at column 200; 10 m pixels at 9 E, 45 N. */
  const wall = (near: number, far: number): Raster => ({
    ...size,
    data: Float32Array.from({ length: 1200 }, (_, i) => {
      const x = ((i % 400) - 200) * 10;
      return Math.max(0, 300 - (x < 0 ? -x * near : x * far));
    }),
    georef: { transform: [10, 0, 498000, 0, -10, 4983000], crs },
  });
  const view = (look: 'left' | 'right', incidenceDeg: number, headingDeg: number) => {
    const target = [9, 45, 0] as const;
    const pass = { target, look, incidenceDeg, headingDeg, altitude: 700e3, speed: 7500 };
    const vectors = simulateOrbit(
      { ...pass, epoch: '2026-01-01T00:00:00Z', ellipsoid: WGS84_ELLIPSOID },
      40,
      10,
    );
    return { orbit: createOrbit(vectors, 'lagrange', 'test'), look, ellipsoid: WGS84_ELLIPSOID };
  };
  const count = (mask: Uint8Array, bit: number) =>
    mask.subarray(400, 800).reduce((sum, m) => sum + ((m & bit) === 0 ? 0 : 1), 0);

  it('are where the angles of plane geometry put them, seen from the west', () => {
    const from = view('right', 35, 0);
    // Slopes below the incidence angle in front and below its complement behind: everything is seen.
    expect(count(gridVisibility(wall(0.5, 1), from), LAYOVER | SHADOW)).toBe(0);
    // Behind the wall h tan(35) = 210 m, of which the back slope of 2 covers 150 m: all are in shadow.
    const steep = gridVisibility(wall(0.5, 2), from);
    expect(count(steep, LAYOVER)).toBe(0);
    expect(Math.abs(count(steep, SHADOW) - 21)).toBeLessThanOrEqual(1);
    // The crest has the range of the plain h / tan(35) = 428 m before it, and of the slope's far side.
    const folded = gridVisibility(wall(3, 0.5), from);
    expect(count(folded, SHADOW)).toBe(0);
    const first = folded.subarray(400, 800).findIndex((m) => (m & LAYOVER) !== 0);
    expect(Math.abs(first - (200 - 43))).toBeLessThanOrEqual(1);
  });

  it('turn round with the side that the radar looks from', () => {
    const east = gridVisibility(wall(2, 0.5), view('left', 35, 0));
    const west = gridVisibility(wall(0.5, 2), view('right', 35, 0));
    expect(count(east, SHADOW)).toBe(count(west, SHADOW));
    const at = (mask: Uint8Array) => mask.subarray(400, 800).findIndex((m) => (m & SHADOW) !== 0);
    expect(at(west)).toBe(201);
    expect(at(east)).toBeLessThan(200);
  });

  it('mark what has no height', () => {
    const dem = wall(0.5, 1);
    dem.data[410] = Number.NaN;
    expect(gridVisibility(dem, view('right', 35, 0))[410]).toBe(UNKNOWN);
  });
});
