import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { available, python, run } from '../support/requirements.js';
import { cuesta, HOOK_TIMEOUT, succeed, temporaryFolder } from './support/cuesta.js';
import { gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);

/**
 * One smooth surface, defined on longitude and latitude (around the pole on both together), and GDAL to write it in every
 * way that an input may come.
 */
const SURFACE = `
import sys, json
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
def crs_of(text):
    s = osr.SpatialReference(); s.SetFromUserInput(text)
    s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return s
def surface(crs, x, y):
    geographic = crs_of('EPSG:4326')
    if crs.IsSame(geographic): lon, lat = x, y
    else:
        t = osr.CoordinateTransformation(crs, geographic)
        p = np.array(t.TransformPoints(np.column_stack([x.ravel(), y.ravel()])))
        lon, lat = p[:, 0].reshape(x.shape), p[:, 1].reshape(x.shape)
    lon, r = np.deg2rad(lon), np.deg2rad(90 - lat)
    if lat.min() > 80: return 800 + 90 * np.sin(3000 * r * np.cos(lon)) * np.cos(2500 * r * np.sin(lon))
    return 800 + 90 * np.sin(2500 * lon) * np.cos(40 * lat) + 40 * np.cos(60 * lat)
def centres(gt, w, h):
    c, r = np.meshgrid(np.arange(w) + .5, np.arange(h) + .5)
    return gt[0] + gt[1] * c + gt[2] * r, gt[3] + gt[4] * c + gt[5] * r
`;

const WRITE = `${SURFACE}
def write(name, crs, gt, w, h, dtype=gdal.GDT_Float32, options=(), scale=None, point=False):
    s = crs_of(crs)
    d = gdal.GetDriverByName('GTiff').Create(sys.argv[1] + '/' + name + '.tif', w, h, 1, dtype, list(options))
    d.SetProjection(s.ExportToWkt()); d.SetGeoTransform(gt)
    if point: d.SetMetadataItem('AREA_OR_POINT', 'Point')
    z = surface(s, *centres(gt, w, h))
    band = d.GetRasterBand(1)
    if scale:
        band.SetScale(scale[0]); band.SetOffset(scale[1])
        z = np.rint((z - scale[1]) / scale[0])
    band.WriteArray(z)
utm = (500000, 30, 0, 4000000, 0, -30)
write('utm', 'EPSG:32633', utm, 300, 280)
write('fine', 'EPSG:32633', (502000, 17, 0, 3998500, 0, -17), 300, 300)
write('i16', 'EPSG:32633', (501000, 30, 0, 3999010, 0, -30), 240, 240, gdal.GDT_Int16)
write('scaled', 'EPSG:32633', (501015, 30, 0, 3999000, 0, -30), 240, 240, gdal.GDT_Int16, scale=(0.01, 700))
write('point', 'EPSG:32633', (501000, 30, 0, 3999000, 0, -30), 240, 240, point=True)
write('big-endian', 'EPSG:32633', (501000, 30, 0, 3999000, 0, -30), 240, 240, options=['ENDIANNESS=BIG', 'TILED=YES', 'COMPRESS=LZW', 'PREDICTOR=2'])
write('geographic', 'EPSG:4326', (15.005, .0003, 0, 36.14, 0, -.00025), 260, 260)
write('zone-32', 'EPSG:32632', (1042000, 30, 0, 4015900, 0, -30), 200, 180)
write('rotated', 'EPSG:32633', (502000, 26, 14, 3998000, 14, -26), 180, 150)
write('west', 'EPSG:4326', (-.1, .0005, 0, 36.1, 0, -.0005), 200, 200)
write('east-of-360', 'EPSG:4326', (360, .0005, 0, 36.1, 0, -.0005), 200, 200)
write('before-180', 'EPSG:4326', (179.9, .0005, 0, 36.1, 0, -.0005), 200, 200)
write('after-180', 'EPSG:4326', (-180, .0005, 0, 36.1, 0, -.0005), 200, 200)
write('polar', 'EPSG:3413', (-6000, 30, 0, 6000, 0, -30), 400, 400)
write('polar-geographic', 'EPSG:4326', (-46, .01, 0, 89.98, 0, -.0004), 1600, 150)
`;

interface Check {
  readonly width: number;
  readonly height: number;
  readonly missing: number;
  /** Largest difference to the surface, metres. */
  readonly max: number;
}

/** A product against the surface at its pixel centres. */
function check(name: string): Check {
  const program = `${SURFACE}
d = gdal.Open(sys.argv[1]); band = d.GetRasterBand(1)
z = band.ReadAsArray().astype('f8'); z[z == band.GetNoDataValue()] = np.nan
s = osr.SpatialReference(wkt=d.GetProjection()); s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
e = np.abs(z - surface(s, *centres(d.GetGeoTransform(), d.RasterXSize, d.RasterYSize)))
print(json.dumps({'width': d.RasterXSize, 'height': d.RasterYSize, 'missing': int(np.isnan(z).sum()), 'max': float(np.nanmax(e))}))`;
  return gdalJson<Check>(program, out(name));
}

describe.skipIf(!available('gdal')).concurrent('one surface in many grids', () => {
  beforeAll(() => {
    run(python, ['-c', WRITE, folder]);
  }, HOOK_TIMEOUT);

  const box = '--tr 30 --bbox 502500 3994500 506500 3998000'.split(' ');

  // Interpolation errors of cubic convolution on this surface stay far below the tolerances; half a pixel would be metres.
  test.each([
    ['fine', 0.05],
    ['i16', 0.6],
    ['scaled', 0.1],
    ['point', 0.1],
    ['big-endian', 0.05],
    ['geographic', 0.1],
    ['zone-32', 0.1],
    ['rotated', 0.1],
  ])('%s agrees with the surface within %f m', async (name, tolerance) => {
    const grid = ['--crs', 'EPSG:32633', ...box];
    // Beside an input's border the kernels are one-sided, which is less accurate.
    await succeed(folder, 'mosaic', `${name}.tif`, '-o', `utm-${name}.tif`, ...grid, '--erode', '3');
    const { max, missing } = check(`utm-${name}.tif`);
    expect(max).toBeLessThan(tolerance);
    expect(missing).toBeLessThan(name === 'rotated' ? 8000 : 1500);
  });

  test('all of them blend into the surface again, on the first one’s grid', async () => {
    const all = ['utm', 'fine', 'scaled', 'point', 'big-endian', 'geographic', 'zone-32', 'rotated'];
    await succeed(folder, 'mosaic', ...all.map((name) => `${name}.tif`), '-o', 'all.tif', '--erode', '3');
    const { max, width, height, missing } = check('all.tif');
    expect(max).toBeLessThan(0.1);
    // No more than the eroded rim is missing.
    expect(missing).toBeLessThan(0.1 * width * height);
  });

  test('an input outside the extent changes nothing and is named in a warning', async () => {
    const args = ['utm.tif', 'fine.tif', '-o', 'without.tif', ...box];
    await succeed(folder, 'mosaic', ...args);
    const { code, stderr } = await cuesta(folder, 'mosaic', ...args, 'west.tif', '-o', 'with.tif');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /warn: west\.tif has no valid sample in the extent of with\.tif and was not used\./,
    );
    expect(check('with.tif')).toEqual(check('without.tif'));
  });

  test.each([
    ['west', 'east-of-360'],
    ['before-180', 'after-180'],
  ])('%s and %s meet without a gap', async (first, second) => {
    for (const pair of [
      [first, second],
      [second, first],
    ]) {
      const name = `${pair.join('-and-')}.tif`;
      await succeed(folder, 'mosaic', ...pair.map((input) => `${input}.tif`), '-o', name);
      const { max, ...rest } = check(name);
      expect(rest).toEqual({ width: 400, height: 200, missing: 0 });
      expect(max).toBeLessThan(1e-3);
    }
  });

  test('a pole: geographic onto polar stereographic', async () => {
    const grid = '--crs EPSG:3413 --tr 30 --bbox 0 -6000 600 -3000'.split(' ');
    await succeed(folder, 'mosaic', 'polar-geographic.tif', '-o', 'wedge.tif', ...grid);
    await succeed(folder, 'mosaic', 'polar-geographic.tif', 'polar.tif', '-o', 'pole.tif', ...grid);
    for (const name of ['wedge.tif', 'pole.tif']) {
      expect(check(name)).toMatchObject({ width: 20, height: 100, missing: 0 });
      expect(check(name).max).toBeLessThan(0.1);
    }
  });

  test('polar stereographic onto longitudes and latitudes around the pole', async () => {
    const grid = '--crs EPSG:4326 --tr 1 0.002 --bbox -180 89.96 180 90'.split(' ');
    await succeed(folder, 'mosaic', 'polar.tif', '-o', 'cap.tif', ...grid);
    expect(check('cap.tif')).toMatchObject({ width: 360, height: 20, missing: 0 });
    expect(check('cap.tif').max).toBeLessThan(2);
  });
});
