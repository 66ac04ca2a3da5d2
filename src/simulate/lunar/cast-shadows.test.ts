import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { castShadows } from './cast-shadows.js';
import { splineNoise } from './spline-noise.js';
import type { HeightField } from './stamp-crater.js';
import type { Sun } from './sun.js';

/** The definition, written without steps tables, blocks or strides: walk towards the Sun, look at the ground, compare. */
function litByMarch({ width, height, pixel, heights }: HeightField, { azimuth, elevation }: Sun): number[] {
  const snap = (v: number): number => (Math.abs(v) < 1e-12 ? 0 : v);
  const east = snap(Math.sin((azimuth * Math.PI) / 180));
  const south = snap(-Math.cos((azimuth * Math.PI) / 180));
  const main = Math.max(Math.abs(east), Math.abs(south));
  const [dc, dr] = [east / main, south / main];
  const rise = Math.hypot(dc, dr) * pixel * Math.tan((elevation * Math.PI) / 180);
  const ground = (c: number, r: number): number => {
    const [c0, r0] = [Math.floor(c + 1e-9), Math.floor(r + 1e-9)];
    const [fc_, fr] = [Math.max(0, c - c0), Math.max(0, r - r0)];
    const at = (cc: number, rr: number): number => heights[rr * width + cc];
    const [f, next] = fc_ > 1e-9 ? [fc_, [c0 + 1, r0]] : [fr, [c0, r0 + 1]];
    if (f <= 1e-9) return at(c0, r0);
    return at(c0, r0) + (at(next[0], next[1]) - at(c0, r0)) * f;
  };
  return Array.from(heights, (z, i) => {
    const [c, r] = [i % width, Math.floor(i / width)];
    for (let k = 1; ; k++) {
      const [x, y] = [c + k * dc, r + k * dr];
      if (x < -1e-9 || y < -1e-9 || x > width - 1 + 1e-9 || y > height - 1 + 1e-9) return 1;
      const over = ground(x, y) - (z + k * rise);
      // Grazing rays are decided by the last bit.
      if (Math.abs(over) < 1e-6) return -1;
      if (over > 0) return 0;
    }
  });
}

const flat = (width: number, height: number): HeightField => ({
  ...{ width, height, pixel: 2 },
  heights: new Float32Array(width * height),
});

describe('cast shadows', () => {
  it('are those of a ray march in every direction, on any size of raster', () => {
    const azimuth = fc.oneof(
      fc.integer({ min: 0, max: 3600 }).map((tenths) => tenths / 10),
      fc.constantFrom(0, 45, 90, 180, 225, 270),
    );
    const elevation = fc.double({ min: 1, max: 60, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 90 }),
        azimuth,
        elevation,
        (seed, width, height, az, el) => {
          const heights = splineNoise({ seed, width, height, gains: [0.5, 1, 2, 4, 8, 16] });
          const field = { width, height, pixel: 1.5, heights };
          const sun = { azimuth: az, elevation: el };
          const lit = castShadows(field, sun);
          const wrong = litByMarch(field, sun).filter((expected, i) => expected >= 0 && expected !== lit[i]);
          expect(wrong).toHaveLength(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a wall is as long as its height over the tangent of the elevation', () => {
    const field = flat(200, 40);
    for (let r = 0; r < 40; r++) field.heights[r * 200 + 150] = 30;
    for (const elevation of [10, 25.3, 45.2]) {
      const lit = castShadows(field, { azimuth: 90, elevation });
      const dark = Array.from({ length: 200 }, (_, c) => lit[20 * 200 + c]).filter((l) => l === 0).length;
      expect(dark).toBe(Math.floor(30 / Math.tan((elevation * Math.PI) / 180) / 2));
      expect(castShadows(field, { azimuth: 270, elevation })[20 * 200 + 151]).toBe(0);
      expect(castShadows(field, { azimuth: 0, elevation }).every((l) => l === 1)).toBe(true);
    }
  });

  it('of a peak points away from the Sun', () => {
    const field = flat(101, 101);
    field.heights[50 * 101 + 50] = 40;
    for (let azimuth = 0; azimuth < 360; azimuth += 45) {
      const lit = castShadows(field, { azimuth, elevation: 45 });
      const a = (azimuth * Math.PI) / 180;
      const [c, r] = [Math.round(50 - 8 * Math.sin(a)), Math.round(50 + 8 * Math.cos(a))];
      expect(lit[r * 101 + c], `${azimuth}`).toBe(0);
      expect(lit[(100 - r) * 101 + (100 - c)], `${azimuth}`).toBe(1);
    }
  });

  it('lie nowhere on a plane that the Sun looks down on, and everywhere but at the edge on one that it looks up to', () => {
    const slope = Math.tan((20 * Math.PI) / 180) * 2;
    const heights = Float32Array.from({ length: 60 * 60 }, (_, i) => slope * (i % 60));
    const field = { ...flat(60, 60), heights };
    expect(castShadows(field, { azimuth: 90, elevation: 22 }).every((l) => l === 1)).toBe(true);
    const hidden = castShadows(field, { azimuth: 90, elevation: 18 });
    expect(Array.from(hidden).filter((l) => l === 1)).toHaveLength(60);
    expect(castShadows(field, { azimuth: 270, elevation: 5 }).every((l) => l === 1)).toBe(true);
  });

  it('grow as the Sun sinks', () => {
    const rng = createRng(5);
    const heights = splineNoise({ seed: rng.int(1e6), width: 128, height: 128, gains: [0, 1, 2, 4, 8] });
    const lit = [50, 25, 12, 6].map((elevation) =>
      castShadows({ width: 128, height: 128, pixel: 1.5, heights }, { azimuth: 77, elevation }),
    );
    for (let i = 1; i < lit.length; i++) expect(lit[i].every((l, p) => l <= lit[i - 1][p])).toBe(true);
    expect(lit[3].filter((l) => l === 0).length).toBeGreaterThan(1000);
  });
});
