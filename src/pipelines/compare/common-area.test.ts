import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crs } from '../../core/crs.js';
import { northUp, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { InputFile } from '../../product/inputs.node.js';
import { commonArea, requireCompared } from './common-area.js';
import { productNames } from './product-names.js';

const utm = parseCrs('EPSG:32633');
const wgs84 = parseCrs('EPSG:4326');

function dem(path: string, grid: Grid): InputFile {
  return { path, grid } as InputFile;
}

function at(crs: Crs, west: number, north: number, pixel: number, width = 100, height = 80): Grid {
  return { width, height, transform: northUp(west, north, pixel, pixel), crs };
}

describe('commonArea', () => {
  it('is the intersection of two grids on one lattice', () => {
    const offset = fc.integer({ min: -150, max: 150 });
    fc.assert(
      fc.property(offset, offset, (dc, dr) => {
        const base = at(utm, 500_000, 4_000_000, 10);
        const other = at(utm, 500_000 + 10 * dc, 4_000_000 - 10 * dr, 10);
        const [cols, rows] = [100 - Math.abs(dc), 80 - Math.abs(dr)];
        if (cols <= 0 || rows <= 0) {
          expect(() => commonArea(dem('a', base), dem('b', other))).toThrow(
            expect.objectContaining({ code: 'no-overlap', subject: 'b' }),
          );
          return;
        }
        const area = commonArea(dem('a', base), dem('b', other));
        expect(area).toMatchObject({ width: cols, height: rows });
        const corner = [500_000 + 10 * Math.max(0, dc), 4_000_000 - 10 * Math.max(0, dr)];
        expect(toMap(area.transform, 0, 0)).toEqual(corner);
      }),
    );
  });

  it('holds every pixel of the base that the other reaches, and few more', () => {
    const base = at(utm, 500_000, 4_000_000, 10, 400, 400);
    const other = at(utm, 500_003, 3_999_997, 37, 20, 20);
    const area = commonArea(dem('a', base), dem('b', other));
    expect(area).toMatchObject({ width: 75, height: 75 });
    expect(toMap(area.transform, 0, 0)).toEqual([500_000, 4_000_000]);
  });

  it('finds a DEM across another CRS and another range of longitudes', () => {
    const base = at(wgs84, 14.9, 36.2, 0.001, 400, 400);
    const area = commonArea(dem('a', base), dem('b', at(utm, 500_000, 4_000_000, 30)));
    // 100 x 80 pixels of 30 m around 15.017 E, 36.134 N (PROJ).
    const [west, north] = toMap(area.transform, 0, 0);
    expect(west).toBeCloseTo(15, 2);
    expect(north).toBeCloseTo(36.145, 2);
    expect(area.width).toBeLessThan(45);
    const east = at(wgs84, 190, 10, 0.1);
    const part = commonArea(dem('a', at(wgs84, -180, 90, 1, 360, 180)), dem('b', east));
    expect(part).toMatchObject({ width: 10, height: 8 });
    expect(toMap(part.transform, 0, 0)).toEqual([-170, 10]);
  });

  it('refuses other bodies and rotated grids', () => {
    const moon = at(parseCrs('+proj=longlat +R=1737400'), 10, 10, 0.1);
    const base = at(wgs84, 10, 10, 0.1);
    expect(() => commonArea(dem('a', base), dem('b', moon))).toThrow(/b on Moon/);
    const rotated = { ...base, transform: [0.1, 0.01, 10, 0.01, -0.1, 10] as const };
    expect(() => commonArea(dem('a', rotated), dem('b', base))).toThrow(/a has a rotated grid/);
    expect(commonArea(dem('a', base), dem('b', rotated)).width).toBeGreaterThan(50);
  });
});

describe('requireCompared', () => {
  it.each([
    [{ tested: 0, reference: 5, both: 0 }, 'input', /^a has no height/],
    [{ tested: 5, reference: 0, both: 0 }, 'input', /^b has no height/],
    [{ tested: 5, reference: 5, both: 0 }, 'no-overlap', /nowhere both/],
  ])('says who has no heights (%#)', (counts, code, message) => {
    const error = expect.objectContaining({ code, message: expect.stringMatching(message) as string });
    expect(() => requireCompared(counts, 'a', 'b')).toThrow(error as Error);
  });

  it('is content with a single pixel', () => {
    expect(() => requireCompared({ tested: 1, reference: 1, both: 1 }, 'a', 'b')).not.toThrow();
  });
});

describe('productNames', () => {
  it('are unique', () => {
    const paths = ['a/dem.tif', 'b/dem.tiff', 'https://x.org/c/dem.tif?key=1', 'dem.v2.tif', 'b\\dem'];
    expect(productNames(paths)).toEqual(['dem', 'dem_2', 'dem_3', 'dem.v2', 'dem_4']);
  });
});
