import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, python, run } from '../support/requirements.js';
import {
  angleBetween,
  apply,
  difference,
  type Result,
  type TransformFile,
  type Truth,
} from './support/align-result.js';
import { succeedJson, temporaryFolder } from './support/cuesta.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const distort = join(import.meta.dirname, 'support/distort-dem.py');

describe.skipIf(!available('data', 'gdal'))('on real terrain with a known motion', () => {
  const reference = join(dataFolder, 'coreg-svalbard/DEM_1995.tif');
  const make = (name: string, options: object): Truth =>
    JSON.parse(
      run(python, [
        distort,
        reference,
        at(name),
        JSON.stringify({ window: [300, 200, 600, 500], ...options }),
      ]),
    ) as Truth;

  test.each(['nuth-kaab', 'icp-plane', 'icp-point'])(
    '%s recovers a translation within 0.05 px',
    async (method) => {
      const name = `shift-${method}.tif`;
      make(name, { move: [47.3, -31.9, 6.2], noise: 2, seed: 3 });
      const args = ['align', at(name), '--reference', reference, '-o', at(`out-${name}`), '--method', method];
      const { translationNed, sigma } = await succeedJson<Result>(folder, ...args);
      const errors = [translationNed[0] + 31.9, translationNed[1] - 47.3, translationNed[2] + 6.2];
      expect(Math.abs(errors[0])).toBeLessThan(1);
      expect(Math.abs(errors[1])).toBeLessThan(1);
      expect(Math.abs(errors[2])).toBeLessThan(0.05);
      // Two-sided: the reported precision is neither a fiction nor a shrug.
      expect(Math.abs(errors[0])).toBeLessThan(4 * sigma!.northMetres);
      expect(Math.abs(errors[1])).toBeLessThan(4 * sigma!.eastMetres);
      expect(sigma!.northMetres).toBeLessThan(0.1);
    },
  );

  test.each(['icp-plane', 'icp-point'])('%s recovers a rotation within 0.01 degrees', async (method) => {
    const name = `turn-${method}.tif`;
    const truth = make(name, { move: [47.3, -31.9, 6.2], turn: [0.03, -0.02, 0.15], noise: 2, seed: 4 });
    const out = at(`out-${name}`);
    const args = [
      'align',
      at(name),
      '--reference',
      reference,
      '-o',
      out,
      '--method',
      method,
      '--grid',
      'reference',
    ];
    const file = at(`${method}-transform.json`);
    const found = await succeedJson<Result>(folder, ...args, '--transform-out', file);
    const { matrix } = JSON.parse(readFileSync(file, 'utf8')) as TransformFile;
    expect(angleBetween(matrix, truth.matrix)).toBeLessThan(0.01);
    const off = difference(apply(matrix, truth.centre), apply(truth.matrix, truth.centre));
    expect(Math.hypot(...off)).toBeLessThan(1);
    expect(found.after.heldOut.nmad).toBeLessThan(2.2);
    // The product itself, by GDAL: only the noise is left of 13 m.
    const script = `
import sys, numpy as np
from osgeo import gdal
a, r = (gdal.Open(p).ReadAsArray() for p in sys.argv[1:3])
d = (a - r)[(a != -9999) & (r > -1e4)]
print(np.median(d), 1.4826 * np.median(abs(d - np.median(d))), d.size)`;
    const [median, nmad, size] = run(python, ['-c', script, out, reference]).split(' ').map(Number);
    expect(Math.abs(median!)).toBeLessThan(0.05);
    expect(nmad).toBeLessThan(2.1);
    expect(size).toBeGreaterThan(290_000);
  });

  test('a tilt is found as a plane, and beside a shift too', async () => {
    make('tilt.tif', { plane: [4, -7], noise: 1, seed: 5 });
    const tilt = [
      'align',
      at('tilt.tif'),
      '--reference',
      reference,
      '-o',
      at('tilt-out.tif'),
      '--method',
      'tilt',
    ];
    const flat = await succeedJson<Result>(folder, ...tilt);
    expect(flat.before.heldOut.nmad).toBeGreaterThan(2);
    expect(flat.after.heldOut.nmad).toBeLessThan(1.1);
    make('both.tif', { plane: [4, -7], move: [25, 10, 0], noise: 1, seed: 6 });
    const both = [
      'align',
      at('both.tif'),
      '--reference',
      reference,
      '-o',
      at('both-out.tif'),
      '--deramp-order',
      '1',
    ];
    const found = await succeedJson<Result>(folder, ...both);
    expect(Math.abs(found.translationNed[1] - 25)).toBeLessThan(1);
    expect(found.after.heldOut.nmad).toBeLessThan(1.1);
  });

  test('stable terrain alone decides where the rest has moved', async () => {
    make('stable.tif', { move: [20, 10, 1], noise: 1, seed: 7 });
    const script = `
import sys, numpy as np
from osgeo import gdal
d = gdal.Open(sys.argv[1], gdal.GA_Update)
a = d.ReadAsArray()
mask = np.ones(a.shape, np.uint8)
a[:, :330] += 40
mask[:, :330] = 0
d.GetRasterBand(1).WriteArray(a)
m = gdal.GetDriverByName('GTiff').Create(sys.argv[2], a.shape[1], a.shape[0], 1)
m.SetGeoTransform(d.GetGeoTransform())
m.SetProjection(d.GetProjection())
m.GetRasterBand(1).WriteArray(mask)`;
    run(python, ['-c', script, at('stable.tif'), at('mask.tif')]);
    const args = ['align', at('stable.tif'), '--reference', reference, '-o', at('stable-out.tif')];
    const found = await succeedJson<Result>(folder, ...args, '--mask', at('mask.tif'));
    expect(Math.abs(found.translationNed[2] + 1)).toBeLessThan(0.05);
    expect(Math.abs(found.translationNed[1] - 20)).toBeLessThan(1);
  });

  test('control points align a DEM like a DEM does', async () => {
    make('points.tif', { move: [30, -20, 3], noise: 1, seed: 8 });
    const script = `
import sys, numpy as np
from osgeo import gdal, osr
d = gdal.Open(sys.argv[1])
a, gt = d.ReadAsArray(), d.GetGeoTransform()
s = d.GetSpatialRef(); s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
g = s.CloneGeogCS(); g.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
t = osr.CoordinateTransformation(s, g)
print('lon,lat,height')
for track in range(12):
    for k in range(450):
        c, r = 320 + 45 * track + k // 10, 220 + k
        lon, lat, _ = t.TransformPoint(gt[0] + (c + 0.5) * gt[1], gt[3] + (r + 0.5) * gt[5])
        h = a[r, c] + (300 if (track * 450 + k) % 50 == 7 else 0)
        print(f'{lon:.9f},{lat:.9f},{h:.4f}')`;
    writeFileSync(at('points.csv'), run(python, ['-c', script, reference]));
    const args = ['align', at('points.tif'), '--reference', at('points.csv'), '-o', at('points-out.tif')];
    const found = await succeedJson<Result>(folder, ...args);
    expect(found.points.control).toMatchObject({ read: 5400 });
    expect(found.points.control!.screened!.removed).toBeGreaterThanOrEqual(108);
    expect(Math.abs(found.translationNed[1] - 30)).toBeLessThan(2);
    expect(Math.abs(found.translationNed[0] + 20)).toBeLessThan(2);
    expect(Math.abs(found.translationNed[2] + 3)).toBeLessThan(0.3);
  });
});
