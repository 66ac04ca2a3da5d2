import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { cuesta, listing, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);
const lidar = join(dataFolder, 'lidar-sandiego-1m/north_half.tif');
const stripe = join(
  dataFolder,
  'mars-ctx-stripes/B01_009847_1902_XN_10N203W__G05_020185_1892_XN_09N203W-DEM.tif',
);

/** Length of the lines of every level; how far the DEM, bilinear, is from the level at the vertices of the first file. */
const COMPARE = `
from osgeo import ogr
def lengths(path):
    d = ogr.Open(path); total = {}
    for f in d.GetLayer(0):
        e = round(f.GetField('elev'), 6); total[e] = total.get(e, 0) + f.GetGeometryRef().Length()
    return total
own, gdals = lengths(sys.argv[1]), lengths(sys.argv[2])
r = gdal.Open(sys.argv[3]); t = r.GetGeoTransform(); z = r.ReadAsArray().astype('f8'); h, w = z.shape
z[z == r.GetRasterBand(1).GetNoDataValue()] = np.nan; worst = 0.
ds = ogr.Open(sys.argv[1]); layer = ds.GetLayer(0)
for f in layer:
    p = np.array(f.GetGeometryRef().GetPoints())
    u = (p[:, 0] - t[0]) / t[1] - .5; v = (p[:, 1] - t[3]) / t[5] - .5
    u = np.where(abs(u - u.round()) < 1e-4, u.round(), u); v = np.where(abs(v - v.round()) < 1e-4, v.round(), v)
    assert ((u == u.round()) | (v == v.round())).all()
    c, d = np.floor(u).astype(int), np.floor(v).astype(int); a, b = u - c, v - d
    c1, d1 = np.where(a > 0, c + 1, c), np.where(b > 0, d + 1, d)
    top = z[d, c] * (1 - a) + z[d, c1] * a; low = z[d1, c] * (1 - a) + z[d1, c1] * a
    worst = max(worst, float(np.abs(top * (1 - b) + low * b - f.GetField('elev')).max()))
srs = layer.GetSpatialRef()
ratios = [own.get(e, 0) / gdals[e] for e in gdals if gdals[e] > 500 * t[1]]
print(json.dumps({'ratios': ratios, 'worst': worst,
  'same': bool(srs.IsSame(r.GetSpatialRef())) if srs else False}))`;

interface Comparison {
  readonly ratios: readonly number[];
  readonly worst: number;
  readonly same: boolean;
}

describe.skipIf(!available('data', 'gdal'))('contours', () => {
  test.each([
    ['lidar', lidar, '2'],
    ['stripe', stripe, '10'],
  ])('%s: lie on the DEM, and are as long as those of gdal_contour', async (name, dem, interval) => {
    await succeed(folder, 'contour', dem, '--interval', interval, '-o', `${name}.geojson`);
    run('gdal_contour', [
      '-q',
      '-a',
      'elev',
      '-i',
      interval,
      '-f',
      'GeoJSON',
      dem,
      out(`gdal-${name}.geojson`),
    ]);
    const found = gdalJson<Comparison>(COMPARE, out(`${name}.geojson`), out(`gdal-${name}.geojson`), dem);
    expect(found.ratios.length).toBeGreaterThan(5);
    for (const ratio of found.ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.03);
    expect(found.worst).toBeLessThan(1e-3);
    if (name === 'lidar') expect(found.same).toBe(true);
  });

  test('what cannot be traced is refused, and nothing is written', async () => {
    await succeedJson(folder, 'contour', lidar, '--interval', '50', '--base', '7', '-o', 'based.geojson');
    const before = await listing(folder);
    const tiny = await cuesta(folder, 'contour', lidar, '--interval', '1e-9', '-o', 'tiny.geojson');
    expect(tiny.code).toBe(2);
    expect(tiny.stderr).toMatch(/--interval/);
    const again = await cuesta(folder, 'contour', lidar, '--interval', '50', '-o', 'based.geojson');
    expect(again.code).toBe(2);
    expect((await listing(folder)).filter((file) => /tiny|tmp/.test(file))).toEqual([]);
    expect(before).toContain('based.geojson');
  });
});
