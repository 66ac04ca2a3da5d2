import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { gradientNoise } from '../../src/simulate/gradient-noise.js';
import { available, dataFolder, python, run } from '../support/requirements.js';
import { succeedJson, temporaryFolder } from './support/cuesta.js';
import { geographicKeys, projectedKeys, type Surface, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);
const distort = join(import.meta.dirname, 'support/distort-dem.py');

interface Result {
  readonly method: string;
  readonly shift: { readonly cols: number; readonly rows: number; readonly up: number };
  readonly translationNed: readonly [number, number, number];
  readonly sigma: { readonly eastMetres: number; readonly northMetres: number; readonly upMetres: number };
  readonly after: { readonly heldOut: { readonly nmad: number } };
  readonly warnings: readonly string[];
}

interface Truth {
  readonly matrix: readonly (readonly number[])[];
}

/** Largest difference in metres between two motions at places 500 m around a point of the body's surface. */
function distance(a: Truth['matrix'], b: Truth['matrix'], [x, y, z]: readonly number[]): number {
  const offsets = [-500, 0, 500];
  const off = (px: number, py: number, pz: number): number =>
    Math.hypot(
      ...[0, 1, 2].map((r) => {
        const [u, v] = [a[r], b[r]];
        return (u[0] - v[0]) * px + (u[1] - v[1]) * py + (u[2] - v[2]) * pz + u[3] - v[3];
      }),
    );
  return Math.max(...offsets.map((d) => off(x + d, y - d, z + d)));
}

describe.skipIf(!available('data', 'gdal'))('known motions on other bodies and maps', () => {
  const places = [
    {
      name: 'Moon, south polar stereographic, 1 m',
      file: 'moon-nac-85s/run-crop-DEM.tif',
      window: [60, 50, 300, 280],
      move: [3.3, -2.1, 0.7],
      noise: 0.1,
      pixel: 1.078,
    },
    {
      name: 'Mars, equirectangular far from its meridian, 20 m',
      file: 'mars-ctx-stripes/B01_009860_1804_XN_00N195W__D22_035705_1816_XN_01N195W-DEM.tif',
      window: [150, 40, 300, 240],
      move: [63, -41, 5],
      noise: 1,
      pixel: 20,
    },
  ] as const;

  test.each(places)('$name', async ({ file, window, move, noise, pixel }) => {
    const name = file.replace(/\W+/g, '-');
    const options = JSON.stringify({ window, move, noise, seed: 11 });
    const truth = JSON.parse(run(python, [distort, data(file), at(`${name}.tif`), options])) as Truth & {
      readonly centre: readonly number[];
    };
    for (const method of ['nuth-kaab', 'icp-plane']) {
      const found = await succeedJson<Result>(
        folder,
        ...[
          'align',
          at(`${name}.tif`),
          '--reference',
          data(file),
          '-o',
          at(`${name}-out.tif`),
          '--overwrite',
        ],
        ...['--method', method, '--transform-out', at(`${name}.json`)],
      );
      const { matrix } = JSON.parse(readFileSync(at(`${name}.json`), 'utf8')) as Truth;
      expect(found.method).toBe(method);
      expect(distance(matrix, truth.matrix, truth.centre)).toBeLessThan(0.05 * pixel);
      expect(found.after.heldOut.nmad).toBeLessThan(1.3 * noise);
      expect(found.sigma.eastMetres).toBeLessThan(0.05 * pixel);
      // The product: only the noise is left where both have heights, by GDAL.
      const script = `
import sys, numpy as np
from osgeo import gdal
a, b = gdal.Open(sys.argv[1]), gdal.Open(sys.argv[2])
w = gdal.Warp('', a, format='MEM', outputBounds=[(g := b.GetGeoTransform())[0], g[3] + g[5] * b.RasterYSize, g[0] + g[1] * b.RasterXSize, g[3]], xRes=g[1], yRes=-g[5], resampleAlg='bilinear', dstNodata=-32767)
z, r = w.ReadAsArray(), b.ReadAsArray()
d = (z - r)[(z > -9000) & (r > -9000)]
print(np.median(d), 1.4826 * np.median(abs(d - np.median(d))), d.size)`;
      const [median, nmad, size] = run(python, ['-c', script, at(`${name}-out.tif`), data(file)])
        .split(' ')
        .map(Number);
      expect(Math.abs(median!)).toBeLessThan(0.1 * noise);
      expect(nmad).toBeLessThan(1.2 * noise);
      expect(size).toBeGreaterThan(0.5 * window[2] * window[3]);
    }
  });

  test('Mars: two stripes with little in common keep their plan, and that is said', async () => {
    const stripe = (other: string) =>
      data(`mars-ctx-stripes/B01_009847_1902_XN_10N203W__${other}_XN_09N203W-DEM.tif`);
    const found = await succeedJson<Result>(
      folder,
      ...['align', stripe('G05_020185_1892'), '--reference', stripe('B10_013526_1897')],
      ...['-o', at('stripes.tif'), '--deramp-order', '3'],
    );
    expect(found.method).toBe('vertical');
    expect(found.warnings.join(' ')).toContain('does not show the position in plan');
    // B10 - G05 is -12.4 m: G05 has to go down.
    expect(found.shift.up).toBeGreaterThan(-13.5);
    expect(found.shift.up).toBeLessThan(-11);
  });
});

describe('where maps have their seams', () => {
  /** Terrain in metres of a local map, wavelengths of 500 m to 8 km. */
  const hills: Surface = (x, y) =>
    [500, 1000, 2000, 4000, 8000].reduce(
      (sum, length, k) => sum + 0.16 * length * gradientNoise(x / length, y / length, 40 + k),
      900,
    );
  /** Independent of place and pixel. */
  const noisy = (surface: Surface, seed: number): Surface => {
    const rng = createRng(seed);
    return (x, y) => surface(x, y) + 0.5 * rng.normal();
  };
  const PIXEL = 0.0003;
  const LAT = -17;
  const perDegree = { x: 111_320 * Math.cos((LAT * Math.PI) / 180), y: 110_600 };
  const onDateline: Surface = (lon, lat) =>
    hills((lon - 360 * Math.round((lon - 180) / 360) - 180) * perDegree.x, (lat - LAT) * perDegree.y);

  test.each([
    ['the source beyond it', 179.93, -180.04],
    ['the reference beyond it', -180.07, 179.95],
    ['both across it', 179.93, 179.96],
    ['longitudes to 360', 179.93, 539.96],
  ])('the dateline: %s', async (_, west, sourceWest) => {
    const frame = { rows: 300, pixel: PIXEL, geoKeys: geographicKeys(4326) };
    writeDem(at('west.tif'), { ...frame, cols: 500, x: west, y: LAT + 0.045, surface: noisy(onDateline, 1) });
    // 2.3 pixels west and 1.4 north of where it belongs, and 6 m too high.
    writeDem(at('east.tif'), {
      ...frame,
      cols: 300,
      x: sourceWest,
      y: LAT + 0.04,
      surface: noisy((lon, lat) => onDateline(lon + 2.3 * PIXEL, lat - 1.4 * PIXEL) + 6, 2),
    });
    for (const method of ['nuth-kaab', 'icp-plane']) {
      const found = await succeedJson<Result>(
        folder,
        ...['align', at('east.tif'), '--reference', at('west.tif'), '-o', at('seam.tif'), '--overwrite'],
        ...['--method', method, '--apply-image', at('west.tif')],
      );
      expect(found.method).toBe(method);
      expect(Math.abs(found.shift.cols - 2.3)).toBeLessThan(0.05);
      expect(Math.abs(found.shift.rows - 1.4)).toBeLessThan(0.05);
      expect(Math.abs(found.shift.up + 6)).toBeLessThan(0.05);
      expect(found.warnings).toEqual([]);
    }
    if (!available('gdal')) return;
    const script = `
import sys, numpy as np
from osgeo import gdal
d = gdal.Open(sys.argv[1]); g = d.GetGeoTransform(); z = d.ReadAsArray()
print(g[0], d.RasterXSize, np.median(z[z > -9000]), (z > -9000).sum())`;
    const [left, cols, , count] = run(python, ['-c', script, at('seam.tif')])
      .split(' ')
      .map(Number);
    expect(Math.abs(left! - sourceWest - 2.3 * PIXEL)).toBeLessThan(1.1 * PIXEL);
    expect(cols).toBeLessThan(303);
    expect(count).toBeGreaterThan(0.98 * 300 * 300);
  });

  test('the pole of a polar map', async () => {
    const frame = { pixel: 50, geoKeys: projectedKeys(3031) };
    writeDem(at('pole.tif'), {
      ...frame,
      cols: 420,
      rows: 420,
      x: -10500,
      y: 10500,
      surface: noisy(hills, 3),
    });
    writeDem(at('pole-moved.tif'), {
      ...frame,
      cols: 300,
      rows: 300,
      x: -7500,
      y: 7500,
      surface: noisy((x, y) => hills(x + 120, y - 85) + 4, 4),
    });
    for (const method of ['nuth-kaab', 'icp-plane']) {
      const found = await succeedJson<Result>(
        folder,
        ...['align', at('pole-moved.tif'), '--reference', at('pole.tif'), '-o', at('pole-out.tif')],
        ...['--overwrite', '--method', method],
      );
      expect(found.method).toBe(method);
      expect(Math.abs(found.shift.cols - 2.4)).toBeLessThan(0.05);
      expect(Math.abs(found.shift.rows - 1.7)).toBeLessThan(0.05);
      expect(Math.abs(found.shift.up + 4)).toBeLessThan(0.05);
    }
  });
});
