import { describe, expect, it } from 'vitest';
import type { Crs } from '../core/crs.js';
import { northUp } from '../core/geo-transform.js';
import { covers, type Footprint, footprintOf, type Lattice } from './footprint.js';
import { overlapGraph } from './overlap-graph.js';
import { tieGrid } from './tie-grid.js';

const lattice: Lattice = { x: -100, y: 10_000, cell: 20 };

/** A slanted scene, as on the ground: a rectangle about (x, y), its long side `azimuth` degrees from north. */
function scene(
  name: string,
  x: number,
  y: number,
  length: number,
  width: number,
  azimuth: number,
): Footprint {
  const half = Math.hypot(length, width) / 2;
  const size = Math.ceil(half / 5);
  const transform = northUp(x - half, y + half, 10, 10);
  const [sin, cos] = [Math.sin((azimuth * Math.PI) / 180), Math.cos((azimuth * Math.PI) / 180)];
  const data = Float32Array.from({ length: size * size }, (_, i) => {
    const dx = ((i % size) + 0.5) * 10 - half;
    const dy = half - (Math.floor(i / size) + 0.5) * 10;
    const inside = Math.abs(sin * dx + cos * dy) < length / 2 && Math.abs(cos * dx - sin * dy) < width / 2;
    return inside ? 1 : Number.NaN;
  });
  return footprintOf(
    name,
    { width: size, height: size, data, georef: { transform, crs: {} as Crs } },
    lattice,
  );
}

/** Three orbits with three scenes each, a fifth of overlap along and a quarter across, turned by `azimuth`. */
function block(length: number, width: number, azimuth: number): Footprint[] {
  const [sin, cos] = [Math.sin((azimuth * Math.PI) / 180), Math.cos((azimuth * Math.PI) / 180)];
  return [0, 1, 2].flatMap((orbit) =>
    [0, 1, 2].map((k) => {
      const along = 0.8 * length * k + 0.1 * length * orbit;
      const across = 0.75 * width * orbit;
      return scene(
        `${orbit}-${k}`,
        sin * along + cos * across,
        cos * along - sin * across,
        length,
        width,
        azimuth,
      );
    }),
  );
}

describe('overlapGraph', () => {
  it.each([
    [1000, 800, -12],
    [1000, 1000, 0],
    [900, 1000, 8],
    [2000, 600, 30],
  ])('finds the orbits of a block of %d x %d scenes at %d degrees', (length, width, azimuth) => {
    const footprints = block(length, width, azimuth);
    const { overlaps, orbits } = overlapGraph(footprints, 0.05 * length * width, null);
    expect(orbits).toEqual(['1', '1', '1', '2', '2', '2', '3', '3', '3'].map((n) => `track ${n}`));
    for (const { a, b, direction } of overlaps) {
      expect(direction).toBe(a[0] === b[0] ? 'along-track' : 'cross-track');
    }
    const edges = overlaps.map(({ a, b }) => `${a} ${b}`);
    for (const edge of ['0-0 0-1', '0-1 0-2', '1-0 1-1', '0-0 1-0', '1-2 2-2']) expect(edges).toContain(edge);
    expect(edges).not.toContain('0-0 0-2');
    expect(edges).not.toContain('0-0 2-0');
  });

  it('measures valid areas and drops small ones', () => {
    const [a, b] = [scene('a', 0, 0, 1000, 800, 0), scene('b', 600, 0, 1000, 800, 0)];
    const { overlaps } = overlapGraph([a, b], 1000, ['x', 'x']);
    expect(overlaps).toMatchObject([{ a: 'a', b: 'b', direction: 'along-track' }]);
    expect(overlaps[0].area).toBeGreaterThan(0.95 * 200 * 1000);
    expect(overlaps[0].area).toBeLessThan(1.05 * 200 * 1000);
    expect(overlapGraph([a, b], 300_000, ['x', 'x']).overlaps).toEqual([]);
    expect(overlapGraph([a, scene('far', 5000, 0, 100, 100, 0)], 0, null).overlaps).toEqual([]);
    // Bounding boxes of slanted scenes meet long before the scenes do.
    const [c, d] = [scene('c', 0, 0, 1000, 300, 45), scene('d', 400, -400, 1000, 300, 45)];
    expect(overlapGraph([c, d], 1, null).overlaps).toEqual([]);
  });
});

describe('tieGrid', () => {
  const options = { spacing: 150, columns: 3, spread: 0.6, margin: 30 };

  it('lies in three columns around the centre line of a slanted overlap, clear of its rim', () => {
    const footprints = [scene('a', 0, 0, 2000, 800, 20), scene('b', 500, -180, 2000, 800, 20)];
    const { covered } = overlapGraph(footprints, 1, null).overlaps[0];
    const points = tieGrid(covered, options);
    expect(new Set(points.map((p) => p.column))).toEqual(new Set([0, 1, 2]));
    expect(points.length).toBeGreaterThan(24);
    for (const { x, y } of points) {
      for (const [dx, dy] of [
        [-30, -30],
        [-30, 30],
        [30, -30],
        [30, 30],
      ] as const) {
        expect(covers(covered, x + dx, y + dy)).toBe(true);
      }
    }
    // Across the track: the overlap is 266 m wide (800 - 500 cos 20 - 180 sin 20), its columns 80 m apart.
    const [sin, cos] = [Math.sin((20 * Math.PI) / 180), Math.cos((20 * Math.PI) / 180)];
    const across = (column: number): number => {
      const own = points.filter((p) => p.column === column).map((p) => cos * p.x - sin * p.y);
      return own.reduce((s, v) => s + v, 0) / own.length;
    };
    expect(Math.abs(across(1) - (500 * cos + 180 * sin) / 2)).toBeLessThan(20);
    expect(Math.abs(across(2) - across(0))).toBeGreaterThan(120);
  });

  it('leaves out what lies in holes and refuses fewer than three columns', () => {
    const whole = scene('a', 0, 0, 1000, 600, 0);
    const mask = whole.mask.map((m, i) => {
      const row = Math.floor(i / whole.window.width);
      return row > whole.window.height / 2 ? 0 : m;
    });
    const all = tieGrid(whole, options);
    const half = tieGrid({ ...whole, mask }, options);
    expect(half.length).toBeGreaterThan(5);
    expect(half.length).toBeLessThan(all.length);
    expect(half.every((p) => p.y > 0)).toBe(true);
    expect(() => tieGrid(whole, { ...options, columns: 2 })).toThrow(
      expect.objectContaining({ code: 'config' }),
    );
  });
});
