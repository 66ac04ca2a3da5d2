import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { northUp } from '../core/geo-transform.js';
import { createRng } from '../core/rng.js';
import { loadEgm96 } from './egm96.js';
import { geoidFromFunction } from './geoid.js';
import { type GeoidGrid, geoidFromGrid, geoidGridFromRaster } from './geoid-grid.js';
import { parseGtx } from './gtx.js';
import { parseCrs } from './parse-crs.js';
import { createVerticalShift } from './vertical-shift.js';

const EGM96 = { kind: 'egm96' } as const;
const EGM2008 = { kind: 'egm2008' } as const;
const ELLIPSOID = { kind: 'ellipsoid' } as const;

/** Grid of a function of longitude and latitude. */
function gridOf(f: (lon: number, lat: number) => number, g: Omit<GeoidGrid, 'data' | 'name'>): GeoidGrid {
  const data = Float32Array.from({ length: g.width * g.height }, (_, i) =>
    f(g.west + (i % g.width) * g.dLon, g.north - Math.floor(i / g.width) * g.dLat),
  );
  return { ...g, name: 'test', data };
}

const local = { west: 10, north: 50, dLon: 0.5, dLat: 0.25, width: 21, height: 17 };
const world = { west: -180, north: 90, dLon: 1, dLat: 1, width: 360, height: 181 };

describe('geoidFromGrid', () => {
  it('reproduces planes (bilinear) and parabolas (cubic) everywhere between the nodes, edges included', () => {
    const plane = (lon: number, lat: number) => 3 + 2 * (lon - 12) - 5 * (lat - 48);
    const parabola = (lon: number, lat: number) => plane(lon, lat) + (lon - 15) ** 2 - 2 * (lat - 48) ** 2;
    const bilinear = geoidFromGrid(gridOf(plane, local), EGM96, 'bilinear');
    const cubic = geoidFromGrid(gridOf(parabola, local), EGM96, 'cubic');
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 20, noNaN: true }),
        fc.double({ min: 46, max: 50, noNaN: true }),
        (lon, lat) => {
          expect(bilinear.undulation(lon, lat)).toBeCloseTo(plane(lon, lat), 4);
          expect(cubic.undulation(lon, lat)).toBeCloseTo(parabola(lon, lat), 3);
          expect(cubic.undulation(lon - 360, lat)).toBeCloseTo(cubic.undulation(lon, lat), 6);
        },
      ),
    );
  });

  it.each(['bilinear', 'cubic'] as const)('%s goes through the nodes and wraps round the globe', (kind) => {
    const grid = gridOf(
      (lon, lat) => Math.cos((lon * Math.PI) / 180) * Math.cos((lat * Math.PI) / 180),
      world,
    );
    const geoid = geoidFromGrid(grid, EGM96, kind);
    expect(geoid.undulation(-180, 0)).toBeCloseTo(-1, 6);
    expect(geoid.undulation(180, 0)).toBeCloseTo(-1, 6);
    expect(geoid.undulation(179.5, 0)).toBeCloseTo(Math.cos((179.5 * Math.PI) / 180), 3);
    expect(geoid.undulation(179.5 + 720, 0)).toBeCloseTo(geoid.undulation(-180.5, 0), 9);
    expect(geoid.undulation(-180 - 1e-13, 0)).toBeCloseTo(-1, 6);
    expect(geoid.undulation(33, 90)).toBeCloseTo(0, 6);
    expect(geoid.undulation(33, 90.1)).toBeNaN();
  });

  it('ends half a cell beyond its nodes and never invents values at missing ones', () => {
    const geoid = geoidFromGrid(
      gridOf(() => 7, local),
      EGM96,
    );
    expect(geoid.undulation(9.76, 48)).toBe(7);
    expect(geoid.undulation(9.74, 48)).toBeNaN();
    expect(geoid.undulation(20.24, 50.12)).toBe(7);
    expect(geoid.undulation(15, 50.13)).toBeNaN();
    expect(geoid.undulation(15, 45.87)).toBeNaN();
    const holed = gridOf(() => 7, local);
    holed.data[5 * local.width + 5] = Number.NaN;
    expect(geoidFromGrid(holed, EGM96, 'bilinear').undulation(12.6, 48.7)).toBeNaN();
    expect(geoidFromGrid(holed, EGM96, 'bilinear').undulation(12, 48.7)).toBe(7);
  });

  it('takes rasters with nodes at the pixel centres, geographic ones only', () => {
    const raster = (crs: string) => ({
      width: 4,
      height: 3,
      data: new Float32Array(12).fill(1),
      georef: { transform: northUp(100, 50, 0.5, 0.25), crs: parseCrs(crs) },
    });
    const grid = geoidGridFromRaster(raster('EPSG:4326'), 'x');
    expect([grid.west, grid.north, grid.dLon, grid.dLat]).toEqual([100.25, 49.875, 0.5, 0.25]);
    expect(() => geoidGridFromRaster(raster('EPSG:32633'), 'x')).toThrow(
      expect.objectContaining({ code: 'geometry' }),
    );
  });
});

/** The bytes of a small GTX grid whose header can be spoiled. */
function gtx(spoil: (view: DataView) => void = () => {}, extra = 0): Uint8Array {
  const bytes = new Uint8Array(40 + 4 * 6 + extra);
  const view = new DataView(bytes.buffer);
  [10, 20, 1, 2].forEach((v, i) => {
    view.setFloat64(8 * i, v);
  });
  view.setInt32(32, 2);
  view.setInt32(36, 3);
  [1, 2, 3, 4, 5, -88.8888].forEach((v, i) => {
    view.setFloat32(40 + 4 * i, v);
  });
  spoil(view);
  return bytes;
}

function littleEndianSize(view: DataView): void {
  view.setInt32(32, 2, true);
  view.setInt32(36, 3, true);
}

describe('parseGtx', () => {
  it('turns rows to north first', () => {
    const grid = parseGtx(gtx(), 'x.gtx');
    expect(grid).toMatchObject({ west: 20, north: 11, dLon: 2, dLat: 1, width: 3, height: 2 });
    expect([...grid.data]).toEqual([4, 5, Number.NaN, 1, 2, 3]);
  });

  it.each<[string, Uint8Array]>([
    ['empty', new Uint8Array(0)],
    ['truncated', gtx().slice(0, 50)],
    ['too long', gtx(undefined, 4)],
    ['negative rows', gtx((v) => v.setInt32(32, -2))],
    ['huge', gtx((v) => v.setInt32(32, 2 ** 31 - 1))],
    ['no step', gtx((v) => v.setFloat64(16, 0))],
    ['NaN step', gtx((v) => v.setFloat64(24, Number.NaN))],
    ['beyond the pole', gtx((v) => v.setFloat64(0, 120))],
    ['little-endian', gtx(littleEndianSize)],
  ])('refuses a hostile header: %s', (_name, bytes) => {
    expect(() => parseGtx(bytes, 'x.gtx')).toThrow(
      expect.objectContaining({ code: 'format', subject: 'x.gtx' }),
    );
  });
});

function randomPositions(count: number): { lons: Float64Array; lats: Float64Array } {
  const rng = createRng(3);
  const lons = Float64Array.from({ length: count }, () => 360 * rng.next() - 180);
  const lats = Float64Array.from({ length: count }, () => 180 * rng.next() - 90);
  lons.set([-180, 180, 0, 0, 179.99]);
  lats.set([0, 0, 90, -90, 10]);
  return { lons, lats };
}

describe('EGM96', () => {
  it('has the published values', async () => {
    // NGA, "WGS 84 EGM96 15-minute geoid height file", OUTPUT.DAT: interpolated with the full model.
    const geoid = await loadEgm96();
    for (const [lat, lon, n] of [
      [38.628155, 269.779155, -31.628],
      [-14.621217, 305.021114, -2.969],
      [46.874319, 102.448729, -43.575],
      [-23.617446, 133.874712, 15.871],
      [38.625473, 359.9995, 50.066],
      [-0.466744, 0.0023, 17.329],
    ] as const) {
      expect(Math.abs(geoid.undulation(lon, lat) - n)).toBeLessThan(0.1);
    }
  });

  it('is continuous across the prime meridian and refuses latitudes beyond the poles', async () => {
    const geoid = await loadEgm96();
    expect(geoid.undulation(-1e-15, 45)).toBeCloseTo(geoid.undulation(0, 45), 6);
    expect(geoid.undulation(360, 45)).toBe(geoid.undulation(0, 45));
    expect(geoid.undulation(0, 91)).toBeNaN();
    expect(geoid.undulation(Number.NaN, 0)).toBeNaN();
  });

  describe.skipIf(!available('data'))('real grid', () => {
    const file = resolve(dataFolder, 'egm96_15.gtx');
    const grid = () => parseGtx(readFileSync(file), 'egm96_15.gtx');

    it('agrees with the package', async () => {
      const { lons, lats } = randomPositions(5000);
      const ours = lons.slice();
      const theirs = lons.slice();
      geoidFromGrid(grid(), EGM96, 'bilinear').undulations(lons, lats, ours);
      (await loadEgm96()).undulations(lons, lats, theirs);
      expect(Math.max(...ours.map((v, i) => Math.abs(v - theirs[i])))).toBeLessThan(0.006);
    });

    it.skipIf(!available('proj'))('is interpolated as PROJ does', () => {
      const { lons, lats } = randomPositions(2000);
      const input = Array.from(lons, (lon, i) => `${lon} ${lats[i]} 0`).join('\n');
      const pipeline = ['+proj=vgridshift', `+grids=${file}`, '+multiplier=1'];
      const proj = run('cct', ['-d', '6', ...pipeline], `${input}\n`)
        .trim()
        .split('\n')
        .map((line) => Number(line.trim().split(/\s+/)[2]));
      const shift = createVerticalShift(EGM96, ELLIPSOID, [geoidFromGrid(grid(), EGM96, 'bilinear')]);
      const ours = lons.slice();
      shift.shifts(lons, lats, ours);
      expect(Math.max(...ours.map((v, i) => Math.abs(v - proj[i])))).toBeLessThan(1e-5);
    });
  });
});

describe.skipIf(!available('data', 'gdal'))('EGM2008 crop over Los Angeles', () => {
  it('turns the geoid model into the ellipsoidal one with cubic interpolation', () => {
    const script = `
import json, sys, numpy as np
from osgeo import gdal
d = sys.argv[1] + '/mosaic-glo30-los-angeles/'
g = gdal.Open(d + 'egm_08_los_angeles.tif'); e = gdal.Open(d + 'los_angeles_dem_ellipsoid.tif'); h = gdal.Open(d + 'los_angeles_dem_geoid.tif')
diff = e.ReadAsArray().astype('f8') - h.ReadAsArray()
rng = np.random.default_rng(1)
rows = rng.integers(0, diff.shape[0], 3000); cols = rng.integers(0, diff.shape[1], 3000)
gt = e.GetGeoTransform()
json.dump(dict(gt=g.GetGeoTransform(), width=g.RasterXSize, height=g.RasterYSize, data=g.ReadAsArray().astype('f8').ravel().tolist(),
  lons=(gt[0] + (cols + .5) * gt[1]).tolist(), lats=(gt[3] + (rows + .5) * gt[5]).tolist(), n=diff[rows, cols].tolist()), sys.stdout)
`;
    const seen = JSON.parse(run(python, ['-c', script, dataFolder])) as Record<
      'gt' | 'data' | 'lons' | 'lats' | 'n',
      number[]
    > &
      Record<'width' | 'height', number>;
    const grid = geoidGridFromRaster(
      {
        width: seen.width,
        height: seen.height,
        data: Float32Array.from(seen.data),
        georef: {
          transform: northUp(seen.gt[0], seen.gt[3], seen.gt[1], -seen.gt[5]),
          crs: parseCrs('EPSG:4326'),
        },
      },
      'egm_08_los_angeles.tif',
    );
    const worst = (kind: 'bilinear' | 'cubic') => {
      const { shift } = createVerticalShift(EGM2008, ELLIPSOID, [geoidFromGrid(grid, EGM2008, kind)]);
      return Math.max(...seen.n.map((n, i) => Math.abs(shift(seen.lons[i], seen.lats[i]) - n)));
    };
    // float32 heights of up to 3000 m carry 1.2e-4 m of rounding themselves.
    expect(worst('cubic')).toBeLessThan(3e-4);
    expect(worst('bilinear')).toBeLessThan(2e-3);
  });
});

describe('createVerticalShift', () => {
  const egm96 = geoidFromFunction('a', EGM96, () => 40);
  const egm2008 = geoidFromFunction('b', EGM2008, () => 39);

  it('adds undulations upwards and subtracts them downwards', () => {
    expect(createVerticalShift(EGM96, ELLIPSOID, [egm96]).shift(0, 0)).toBe(40);
    expect(createVerticalShift(ELLIPSOID, EGM96, [egm96]).shift(0, 0)).toBe(-40);
    expect(createVerticalShift(EGM96, EGM2008, [egm2008, egm96]).shift(0, 0)).toBe(1);
    const areoid = geoidFromFunction('c', { kind: 'areoid' }, () => -700);
    expect(createVerticalShift({ kind: 'sphere' }, { kind: 'areoid' }, [areoid]).shift(0, 0)).toBe(700);
    expect(
      createVerticalShift({ kind: 'geoid', name: 'NAVD88' }, { kind: 'geoid', name: 'navd 88' }, []).identity,
    ).toBe(true);
  });

  it.each([
    ['an unknown datum', { kind: 'unknown' } as const, ELLIPSOID],
    ['a geoid without a grid', { kind: 'geoid', name: 'NAVD88' } as const, ELLIPSOID],
    ['sphere and ellipsoid', { kind: 'sphere' } as const, ELLIPSOID],
    ['two geoids with one grid', EGM96, { kind: 'areoid' } as const],
  ])('refuses %s', (_name, from, to) => {
    expect(() => createVerticalShift(from, to, [egm96])).toThrow(
      expect.objectContaining({ code: 'datum', hint: expect.any(String) }),
    );
  });
});
