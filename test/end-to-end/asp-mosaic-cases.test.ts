import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { available, python, run } from '../support/requirements.js';
import { HOOK_TIMEOUT, succeed, temporaryFolder } from './support/cuesta.js';
import { difference, gdalJson } from './support/gdal.js';

/**
 * The regression cases of Ames Stereo Pipeline for `dem_mosaic`, by their names (StereoPipelineTest), with inputs of our own
 * and truth that is known. The command lines are those of `dem_mosaic`.
 */

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);

const WRITE = `
import sys, numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
MOON = '+proj=longlat +R=1737400 +no_defs'
POLE = '+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +units=m +no_defs'
UTM = 'EPSG:32633'
def write(name, crs, gt, w, h, surface, hole=None):
    s = osr.SpatialReference(); s.SetFromUserInput(crs)
    d = gdal.GetDriverByName('GTiff').Create(sys.argv[1] + '/' + name + '.tif', w, h, 1, gdal.GDT_Float32)
    d.SetProjection(s.ExportToWkt()); d.SetGeoTransform(gt)
    c, r = np.meshgrid(np.arange(w) + .5, np.arange(h) + .5)
    z = surface(gt[0] + gt[1] * c, gt[3] + gt[5] * r).astype('f4')
    if hole: z[hole[1]:hole[1] + hole[2], hole[0]:hole[0] + hole[2]] = -9999
    d.GetRasterBand(1).SetNoDataValue(-9999); d.GetRasterBand(1).WriteArray(z)
wave = lambda lon, lat: 500 + 80 * np.sin(np.deg2rad(lon) * 9) + 30 * np.cos(np.deg2rad(lat) * 40)
for name, west in (('west', -5), ('west360', 355), ('east', -1), ('east360', 359)):
    write(name, MOON, (west, .1, 0, 3, 0, -.1), 50, 40, lambda x, y: wave(x, y) + (7 if 'east' in name else 0), (15, 12, 3))
write('round', MOON, (-180, .5, 0, 30, 0, -.5), 720, 120, lambda x, y: 20 + 0 * x)
for k, (west) in enumerate((176, 178)):
    write('line%d' % k, MOON, (west, .1, 0, 3, 0, -.1), 30, 40, lambda x, y: wave(x, y) + 7 * k)
plane = lambda x, y: 900 + x / 900 - y / 700
write('polar1', POLE, (-9000, 100, 0, 9000, 0, -100), 120, 180, plane)
write('polar2', POLE, (-1000, 100, 0, 9000, 0, -100), 100, 180, lambda x, y: plane(x, y) + 12)
hill = lambda x, y: 300 + 20 * np.sin(x / 900) * np.cos(y / 700)
write('fine', UTM, (502003, 5, 0, 3998001, 0, -5), 220, 200, lambda x, y: hill(x, y) + 4, (90, 80, 12))
write('coarse', UTM, (500000, 20, 0, 4000000, 0, -20), 300, 280, hill)
write('clip1', UTM, (500000, 10, 0, 4000000, 0, -10), 90, 80, lambda x, y: 0 * x + 8)
write('clip2', UTM, (500300, 10, 0, 3999800, 0, -10), 90, 80, lambda x, y: 0 * x + 5, (20, 20, 5))
`;

/** The rows of a raster, nodata as null. */
const samples = (name: string): (number | null)[][] =>
  gdalJson(
    `d = gdal.Open(sys.argv[1]); b = d.GetRasterBand(1); z = b.ReadAsArray().astype('f8'); n = b.GetNoDataValue()
print(json.dumps([[None if v == n else v for v in row] for row in z.tolist()]))`,
    out(name),
  );

interface Shape {
  readonly size: readonly number[];
  readonly transform: readonly number[];
}
const shape = (name: string): Shape =>
  gdalJson(
    `d = gdal.Open(sys.argv[1]); print(json.dumps({'size': [d.RasterXSize, d.RasterYSize], 'transform': d.GetGeoTransform()}))`,
    out(name),
  );

describe.skipIf(!available('gdal')).concurrent('cases of dem_mosaic', () => {
  beforeAll(() => {
    run(python, ['-c', WRITE, folder]);
  }, HOOK_TIMEOUT);

  const blend = ['--extra-crop-length', '10', '--weights-blur-sigma', '2', '--quiet'];

  test('ss_dem_mosaic_360ofset: the same in longitudes around 0 and from 0 to 360', async () => {
    await succeed(folder, 'mosaic', 'west.tif', 'east.tif', '-o', 'around0.tif', ...blend);
    const expected = samples('around0.tif');
    expect([expected.length, expected[0]?.length]).toEqual([40, 90]);
    for (const [i, pair] of [
      ['west360.tif', 'east360.tif'],
      ['west360.tif', 'east.tif'],
    ].entries()) {
      await succeed(folder, 'mosaic', ...pair, '-o', `around360-${i}.tif`, ...blend);
      expect(samples(`around360-${i}.tif`)).toEqual(expected);
      expect(shape(`around360-${i}.tif`).transform[0]).toBeCloseTo(355, 9);
    }
    // On a whole turn of the body, where the overlap lies across its edge.
    const turn = ['--tr', '0.1', '--t_projwin', '0', '-1', '360', '3', ...blend];
    await succeed(folder, 'mosaic', 'west.tif', 'east.tif', '-o', 'turn.tif', ...turn);
    const rows = samples('turn.tif');
    for (const [r, row] of expected.entries()) {
      expect(rows[r]!.slice(0, 40)).toEqual(row.slice(50));
      expect(rows[r]!.slice(-50)).toEqual(row.slice(0, 50));
    }
  });

  test('dateline: a DEM of the whole body has no border at 180 degrees', async () => {
    const size = ['--tr', '0.5', '-r', 'nearest'];
    const background = ['line0.tif', 'line1.tif', 'round.tif'];
    const at180 = ['--t_projwin', '170', '-10', '190', '10'];
    await succeed(folder, 'mosaic', ...background, '-o', 'at180.tif', ...size, ...at180, ...blend);
    const turn = ['--t_projwin', '-180', '-10', '180', '10'];
    await succeed(folder, 'mosaic', ...background, '-o', 'whole.tif', ...size, ...turn, ...blend);
    const [expected, rows] = [samples('at180.tif'), samples('whole.tif')];
    for (const [r, row] of expected.entries()) {
      expect(rows[r]!.slice(-20)).toEqual(row.slice(0, 20));
      expect(rows[r]!.slice(0, 20)).toEqual(row.slice(20));
    }
  });

  test('ss_dem_mosaic_polar: two DEMs on a polar stereographic grid', async () => {
    await succeed(folder, 'mosaic', 'polar1.tif', 'polar2.tif', '-o', 'polar.tif', '--tap', ...blend);
    const rows = samples('polar.tif');
    expect([rows.length, rows[0]?.length]).toEqual([180, 180]);
    for (const [r, row] of rows.entries()) {
      for (const [c, h] of row.entries()) {
        const truth = 900 + (-9000 + 100 * (c + 0.5)) / 900 - (9000 - 100 * (r + 0.5)) / 700;
        const above = h! - truth;
        if (c < 80) expect(Math.abs(above)).toBeLessThan(1e-3);
        else if (c >= 120) expect(Math.abs(above - 12)).toBeLessThan(1e-3);
        else expect(above > -1e-3 && above < 12.001).toBe(true);
      }
    }
  });

  test('ss_dem_mosaic_lonlat: a list, eroded, on a box of longitudes and latitudes', async () => {
    run(python, [
      '-c',
      'import sys; open(sys.argv[1], "w").write("west.tif\\neast.tif\\n")',
      out('list.txt'),
    ]);
    const box = ['--erode-length', '1', '--t_projwin', '-4', '0', '2', '2', '--tr', '0.05'];
    await succeed(folder, 'mosaic', '-l', 'list.txt', '-o', 'lonlat.tif', ...box, ...blend);
    const { size, transform } = shape('lonlat.tif');
    expect(size).toEqual([120, 40]);
    expect([transform[0], transform[3], transform[1]]).toEqual([-4, 2, 0.05]);
    // West of the overlap everything is the surface itself, and the hole from 1.5 to 1.8 degrees has lost a pixel of 0.1 more.
    const rows = samples('lonlat.tif');
    const lon = -4 + 0.05 * 10.5;
    const truth = 500 + 80 * Math.sin((lon * Math.PI) / 20) + 30 * Math.cos((0.475 * Math.PI * 40) / 180);
    expect(rows[30]![10]).toBeCloseTo(truth, 1);
    expect(rows[10]![10]).toBeNull();
  });

  test('ss_dem_mosaic_priority: the fine DEM as it is but for 20 pixels inside its border', async () => {
    const args = ['--priority-blending-length', '20', '--weights-blur-sigma', '0', '--quiet'];
    await succeed(
      folder,
      'mosaic',
      'fine.tif',
      'coarse.tif',
      '-o',
      'priority.tif',
      ...args,
      '--save-index-map',
    );
    await succeed(folder, 'mosaic', 'fine.tif', 'coarse.tif', '-o', 'first.tif', '--first', '--quiet');
    const [blended, pasted, fine] = ['priority.tif', 'first.tif', 'fine.tif'].map(samples) as number[][][];
    const { transform } = shape('priority.tif');
    const [left, top] = [(502003 - transform[0]!) / 5, (transform[3]! - 3998001) / 5];
    let kept = 0;
    for (let r = 0; r < 200; r++) {
      for (let c = 0; c < 220; c++) {
        const h = blended[Math.round(top) + r]![Math.round(left) + c]!;
        const border = Math.min(r, c, 199 - r, 219 - c) + 1;
        const hole = Math.hypot(Math.max(90 - c, 0, c - 101), Math.max(80 - r, 0, r - 91));
        if (border > 20 && hole > 20) {
          expect(h).toBe(fine[r]![c]);
          kept++;
        } else if (hole > 0)
          expect(h).toBeLessThanOrEqual(pasted[Math.round(top) + r]![Math.round(left) + c]! + 1e-3);
      }
    }
    expect(kept).toBeGreaterThan(20000);
  });

  test('ss_dem_mosaic_first_last: every statistic on two constant DEMs', async () => {
    // [only the first, both, only the second]
    const expected: Record<string, readonly (number | null)[]> = {
      first: [8, 8, 5],
      last: [8, 5, 5],
      min: [8, 5, 5],
      max: [8, 8, 5],
      mean: [8, 6.5, 5],
      median: [8, 6.5, 5],
      stddev: [null, Math.fround(Math.sqrt(4.5)), null],
      nmad: [null, Math.fround(1.4826 * 1.5), null],
      blend: [8, 6.5, 5],
    };
    for (const mode of Object.keys(expected)) {
      const flags =
        mode === 'blend' ? ['--weights-blur-sigma', '0', '--extra-crop-length', '10'] : [`--${mode}`];
      await succeed(folder, 'mosaic', 'clip1.tif', 'clip2.tif', '-o', `s-${mode}.tif`, ...flags, '--quiet');
    }
    await succeed(
      folder,
      'mosaic',
      'clip1.tif',
      'clip2.tif',
      '-o',
      's-count.tif',
      '--mode',
      'count',
      '--quiet',
    );
    const found = gdalJson<Record<string, (number | null)[]>>(
      `found = {}
for mode in sys.argv[2:]:
    d = gdal.Open(sys.argv[1] + '/s-' + mode + '.tif'); b = d.GetRasterBand(1); z = b.ReadAsArray(); n = b.GetNoDataValue()
    # The last one lies in the hole of the second, where there is only the first.
    found[mode] = [None if z[p] == n else float(z[p]) for p in ((5, 5), (70, 60), (90, 110), (42, 52))]
print(json.dumps(found))`,
      folder,
      ...[...Object.keys(expected), 'count'],
    );
    for (const [mode, values] of Object.entries(expected))
      expect(found[mode], mode).toEqual([...values, values[0]]);
    expect(found.count).toEqual([1, 2, 1, 1]);
  }, 240_000);

  test('ss_dem_mosaic_gdal_tap: edges on multiples of the pixel size, as gdalwarp -tap', async () => {
    const tap = ['--tr', '7', '--gdal-tap', '--quiet'];
    await succeed(folder, 'mosaic', 'clip2.tif', '-o', 'tap.tif', ...tap);
    run('gdalwarp', ['-q', '-tr', '7', '7', '-tap', '-r', 'cubic', out('clip2.tif'), out('warped.tif')]);
    expect(shape('tap.tif')).toEqual(shape('warped.tif'));
    expect(difference(out('tap.tif'), out('warped.tif')).max).toBeLessThan(1e-4);
    await succeed(
      folder,
      'mosaic',
      'clip2.tif',
      '-o',
      'centres.tif',
      '--tr',
      '7',
      '--tap-centres',
      '--quiet',
    );
    const { transform } = shape('centres.tif');
    for (const edge of [transform[0]!, transform[3]!]) expect((edge + 3.5) % 7).toBe(0);
  });
});
