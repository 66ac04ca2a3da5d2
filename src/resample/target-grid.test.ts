import { describe, expect, it } from 'vitest';
import { type GeoTransform, northUp } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createWarp } from './create-warp.js';
import { footprintIn } from './footprint.js';
import { unionGrid } from './target-grid.js';

const UTM = parseCrs('EPSG:32633');
const LONLAT = parseCrs('EPSG:4326');

function grid(crs: Grid['crs'], transform: GeoTransform, width: number, height: number): Grid {
  return { crs, transform, width, height };
}

const first = grid(UTM, northUp(500_013, 5_000_007, 30, 30), 100, 100);

describe('the default grid', () => {
  it('is that of a single input', () => {
    expect(unionGrid([first])).toEqual(first);
  });

  it('covers all inputs on the lattice of the first, so that those that share it are copied', () => {
    const second = grid(UTM, northUp(500_013 - 30 * 40, 5_000_007 + 30 * 7, 30, 30), 60, 20);
    const odd = grid(UTM, northUp(502_000, 4_998_000, 12, 12), 200, 200);
    const target = unionGrid([first, second, odd]);
    expect(target.transform).toEqual(northUp(500_013 - 1200, 5_000_007 + 210, 30, 30));
    expect(target.width).toBe(40 + Math.ceil((502_000 + 2400 - 500_013) / 30));
    expect(target.height).toBe(7 + Math.ceil((5_000_007 - 4_998_000 + 2400) / 30));
    for (const input of [first, second]) expect(createWarp(input, target).shift).not.toBeNull();
  });

  it('is north-up around a rotated input', () => {
    const rotated = grid(UTM, [30, 40, 1000, 40, -30, 2000], 10, 20);
    const { transform, width, height } = unionGrid([rotated]);
    expect(transform).toEqual(northUp(1000, 2400, 50, 50));
    expect([width, height]).toEqual([Math.ceil(1100 / 50), Math.ceil(1000 / 50)]);
  });
});

describe('options', () => {
  it('tap aligns edges to multiples of the resolution', () => {
    const { transform, width, height } = unionGrid([first], { resolution: [50, 40], tap: true });
    expect(transform).toEqual(northUp(500_000, 5_000_040, 50, 40));
    expect([width, height]).toEqual([61, 76]);
  });

  it('a bbox is taken as it is', () => {
    const bbox = { xmin: 500_100.5, ymin: 4_999_000, xmax: 500_700.5, ymax: 4_999_900 };
    expect(unionGrid([first], { bbox })).toEqual(grid(UTM, northUp(500_100.5, 4_999_900, 30, 30), 20, 30));
  });

  it('a bbox with tap is widened to the lattice', () => {
    const bbox = { xmin: 1, ymin: -29, xmax: 59, ymax: 31 };
    expect(unionGrid([first], { bbox, tap: true })).toEqual(grid(UTM, northUp(0, 60, 30, 30), 2, 3));
  });

  it('a bbox in another CRS is in units of that CRS', () => {
    const bbox = { xmin: 15, ymin: 45.1, xmax: 15.04, ymax: 45.16 };
    const target = unionGrid([first], { bbox, crs: LONLAT, resolution: [0.001, 0.001] });
    expect(target).toEqual(grid(LONLAT, northUp(15, 45.16, 0.001, 0.001), 40, 60));
  });

  it.each([
    [{ resolution: [0, 30] as const }],
    [{ resolution: [30, Number.NaN] as const }],
    [{ bbox: { xmin: 5, ymin: 0, xmax: 4, ymax: 9 } }],
  ])('%j is refused', (options) => {
    expect(() => unionGrid([first], options)).toThrow(expect.objectContaining({ code: 'config' }));
  });
});

describe('longitudes', () => {
  it('inputs on both sides of the 180th meridian stay together', () => {
    const west = grid(LONLAT, northUp(179, 10, 0.5, 0.5), 2, 4);
    const east = grid(LONLAT, northUp(-180, 10, 0.5, 0.5), 2, 4);
    expect(unionGrid([west, east])).toEqual(grid(LONLAT, northUp(179, 10, 0.5, 0.5), 4, 4));
    expect(unionGrid([east, west])).toEqual(grid(LONLAT, northUp(-181, 10, 0.5, 0.5), 4, 4));
  });

  it('a projected input across it stays narrow', () => {
    const utm1 = grid(parseCrs('EPSG:32601'), northUp(200_000, 2_000_000, 1000, 1000), 100, 100);
    const { bounds } = footprintIn(utm1, LONLAT)!;
    expect(bounds.xmax - bounds.xmin).toBeLessThan(1.2);
  });

  it('one that contains a pole covers all of them', () => {
    const polar = grid(parseCrs('EPSG:3031'), northUp(-500_000, 300_000, 1000, 1000), 700, 500);
    const { bounds, complete } = footprintIn(polar, LONLAT)!;
    expect(complete).toBe(true);
    expect(bounds).toMatchObject({ xmin: -180, xmax: 180, ymin: -90 });
    expect(bounds.ymax).toBeCloseTo(-90 + Math.hypot(500, 300) / 111, 0);
  });

  it('a world grid keeps what a projection can show', () => {
    const world = grid(LONLAT, northUp(-180, 90, 1, 1), 360, 180);
    const ortho = parseCrs('+proj=ortho +lat_0=0 +lon_0=0 +R=6371000');
    const { bounds, complete } = footprintIn({ ...world, crs: parseCrs('+proj=longlat +R=6371000') }, ortho)!;
    expect(complete).toBe(false);
    expect(bounds.xmax / 6_371_000).toBeGreaterThan(0.99);
    expect(bounds.xmax / 6_371_000).toBeLessThanOrEqual(1);
  });
});
