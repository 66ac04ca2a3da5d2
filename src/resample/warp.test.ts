import { describe, expect, it } from 'vitest';
import { type GeoTransform, invert, northUp, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { fullWindow } from '../core/window.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createTransform } from '../geo/transform.js';
import { createWarp } from './create-warp.js';
import { sourceWindow } from './source-window.js';

const LONLAT = parseCrs('EPSG:4326');

function grid(crs: string, transform: GeoTransform, width: number, height: number): Grid {
  return { crs: parseCrs(crs), transform, width, height };
}

/** Largest distance in source pixels between a warp's positions and point-by-point ones, over those inside the source. */
function worstError(source: Grid, target: Grid): { error: number; inside: number } {
  const warp = createWarp(source, target);
  const { x, y } = warp.positions(fullWindow(target));
  const transform = createTransform(target.crs, source.crs);
  const toPixel = invert(source.transform);
  let error = 0;
  let inside = 0;
  for (let i = 0; i < x.length; i++) {
    const at = toMap(target.transform, (i % target.width) + 0.5, Math.floor(i / target.width) + 0.5);
    const [mapX, mapY] = transform.forwardPoint(...at);
    for (const turn of source.crs.kind === 'geographic' ? [-360, 0, 360] : [0]) {
      const [col, row] = toMap(toPixel, mapX + turn, mapY);
      if (!(col >= 0 && row >= 0 && col < source.width && row < source.height)) continue;
      inside += 1;
      // On the seam of a global grid the first column and the place past the last one are the same.
      const period = source.crs.kind === 'geographic' ? 360 / source.transform[0] : Number.POSITIVE_INFINITY;
      const distance = Math.abs(x[i] - col);
      error = Math.max(error, Math.hypot(Math.min(distance, Math.abs(distance - period)), y[i] - row));
    }
  }
  return { error, inside };
}

describe('positions in another CRS', () => {
  it.each([
    [
      'UTM to geographic',
      grid('EPSG:32633', northUp(500_000, 5_000_000, 30, 30), 400, 400),
      grid('EPSG:4326', northUp(15, 45.15, 0.0003, 0.0003), 300, 300),
    ],
    [
      'geographic to UTM',
      grid('EPSG:4326', northUp(15, 45.15, 0.0003, 0.0003), 400, 400),
      grid('EPSG:32633', northUp(500_000, 5_000_000, 30, 30), 300, 300),
    ],
    [
      'polar, around the pole',
      grid('EPSG:4326', northUp(-180, 90, 0.25, 0.25), 1440, 200),
      grid('EPSG:3413', northUp(-400_000, 400_000, 2000, 2000), 400, 400),
    ],
    [
      'polar to geographic',
      grid('EPSG:3031', northUp(-500_000, 500_000, 5000, 5000), 200, 200),
      grid('EPSG:4326', northUp(-180, -85, 1, 0.05), 360, 100),
    ],
    [
      'a coarse world map',
      grid('EPSG:3857', northUp(-20_000_000, 10_000_000, 50_000, 50_000), 800, 400),
      grid('EPSG:4326', northUp(-180, 80, 0.7, 0.7), 514, 228),
    ],
    [
      'Mars, equirectangular to polar',
      grid('IAU_2015:49910', northUp(-1e6, 5_300_000, 4000, 4000), 500, 400),
      grid('IAU_2015:49930', northUp(-5e5, 8e5, 3000, 3000), 300, 500),
    ],
  ] as const)('%s: within 1e-3 pixel of the exact ones', (_, source, target) => {
    const { error, inside } = worstError(source, target);
    expect(inside).toBeGreaterThan(1000);
    expect(error).toBeLessThan(1e-3);
  });

  it('refuses another body', () => {
    const moon = grid('IAU_2015:30100', northUp(0, 10, 0.1, 0.1), 10, 10);
    const earth = grid('EPSG:4326', northUp(0, 10, 0.1, 0.1), 10, 10);
    expect(() => createWarp(moon, earth)).toThrow(expect.objectContaining({ code: 'geometry' }));
  });

  it('refuses a singular transform', () => {
    const flat: Grid = { crs: LONLAT, transform: [1, 2, 0, 2, 4, 0], width: 3, height: 3 };
    expect(() => createWarp(flat, flat)).toThrow(expect.objectContaining({ code: 'geometry' }));
  });

  it('does not see the source where the projection repeats itself', () => {
    // A UTM tile asked for by a grid on the other side of the Earth.
    const source = grid('EPSG:32633', northUp(400_000, 5_000_000, 1000, 1000), 200, 200);
    const target = grid('EPSG:4326', northUp(-180, 90, 1, 1), 180, 180);
    expect(sourceWindow(createWarp(source, target), fullWindow(target), 'nearest')).toBeNull();
  });
});

describe('longitudes', () => {
  const world = { width: 36, height: 18 };

  it('0..360 against -180..180: each half is found, and a window with one half is a plain shift', () => {
    const source: Grid = { crs: LONLAT, transform: northUp(0, 90, 10, 10), ...world };
    const target: Grid = { crs: LONLAT, transform: northUp(-180, 90, 10, 10), ...world };
    const { x, y } = createWarp(source, target).positions(fullWindow(target));
    expect([...x]).toEqual(Array.from({ length: 36 }, (_, i) => ((i + 18) % 36) + 0.5));
    expect([...y]).toEqual(Array.from({ length: 18 }, (_, i) => i + 0.5));
    const west: Grid = { ...target, width: 18 };
    expect(createWarp(source, west).shift).toEqual({ cols: 18, rows: 0 });
  });

  it('a target across the 180th meridian sees sources on both sides', () => {
    const target: Grid = { crs: LONLAT, transform: northUp(179, 10, 0.1, 0.1), width: 20, height: 10 };
    const east: Grid = { crs: LONLAT, transform: northUp(-180, 10, 0.1, 0.1), width: 10, height: 10 };
    const west: Grid = { crs: LONLAT, transform: northUp(179, 10, 0.1, 0.1), width: 10, height: 10 };
    expect(createWarp(east, target).shift).toEqual({ cols: -10, rows: 0 });
    expect(createWarp(west, target).shift).toEqual({ cols: 0, rows: 0 });
  });

  it('a position on the seam of a global source is in its first column', () => {
    const source: Grid = { crs: LONLAT, transform: northUp(-180, 90, 0.25, 0.25), width: 1440, height: 720 };
    // Odd number of columns: the upper half of the middle one lies on the 180th meridian.
    const target = grid(
      '+proj=stere +lat_0=90 +lon_0=0 +datum=WGS84',
      northUp(-50_500, 50_500, 1000, 1000),
      101,
      101,
    );
    const { x } = createWarp(source, target).positions(fullWindow(target));
    expect(x.every((v) => v >= 0 && v < 1440)).toBe(true);
    expect(x.filter((v) => v === 0).length).toBe(50);
  });

  it('a projected target across the seam of a global source is exact at the seam', () => {
    const source: Grid = { crs: LONLAT, transform: northUp(-180, 90, 0.5, 0.5), width: 720, height: 360 };
    const target = grid('EPSG:32601', northUp(-100_000, 7_000_000, 5000, 5000), 200, 100);
    const { error, inside } = worstError(source, target);
    expect(inside).toBe(200 * 100);
    expect(error).toBeLessThan(1e-3);
    const columns = createWarp(source, target).positions(fullWindow(target)).x;
    expect(columns.some((v) => v < 1) && columns.some((v) => v > 719)).toBe(true);
  });
});

describe('scale', () => {
  it('is the size of a target pixel in source pixels', () => {
    const source = grid('EPSG:32633', northUp(500_000, 5_000_000, 10, 20), 100, 100);
    const coarser = grid('EPSG:32633', northUp(500_000, 5_000_000, 40, 50), 10, 10);
    expect(createWarp(source, coarser)).toMatchObject({ scaleX: 4, scaleY: 2.5 });
    const rotated = grid('EPSG:32633', [0, 40, 500_000, -50, 0, 5_000_000], 10, 10);
    expect(createWarp(source, rotated)).toMatchObject({ scaleX: 4, scaleY: 2.5 });
    const { scaleX, scaleY } = createWarp(
      source,
      grid('EPSG:4326', northUp(15, 45.153, 0.001, 0.001), 10, 10),
    );
    expect(scaleX).toBeCloseTo((Math.cos((45.15 * Math.PI) / 180) * 111.32) / 10, 1);
    expect(scaleY).toBeCloseTo(111.1 / 20, 1);
  });
});
