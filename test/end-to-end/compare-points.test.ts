import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder } from '../support/requirements.js';
import { expectStatistics, NUMPY, type Result, type Statistics } from './support/compare-result.js';
import { cuesta, listing, succeedJson, temporaryFolder } from './support/cuesta.js';
import { gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);
const compare = (...args: readonly string[]) => succeedJson<Result>(folder, 'compare', ...args);

describe.skipIf(!available('gdal', 'data'))('compare with points', () => {
  const srtm = data('coreg-srtm/srtm_ref.tif');

  test('equals bilinear interpolation by numpy, point by point', async () => {
    const oracle = gdalJson<{ all: Statistics; dh: (number | null)[]; outside: number; missing: number }>(
      `${NUMPY}
gt, z = read(sys.argv[1]); rng = np.random.default_rng(3); n = 4000
z[300:340, 200:260] = np.nan
d = gdal.GetDriverByName('GTiff').Create(sys.argv[2], z.shape[1], z.shape[0], 1, gdal.GDT_Float32)
d.SetProjection(gdal.Open(sys.argv[1]).GetProjection()); d.SetGeoTransform(gt)
d.GetRasterBand(1).SetNoDataValue(-9999); d.GetRasterBand(1).WriteArray(np.where(np.isnan(z), -9999, z)); d = None
col, row = rng.uniform(-40, 1040, n), rng.uniform(-40, 1040, n)
lon, lat = gt[0] + col * gt[1], gt[3] + row * gt[5]
h = np.round(rng.normal(1800, 300, n), 3)
with open(sys.argv[3], 'w') as f:
    f.write('# test\\nid;Latitude;LONGITUDE;elevation\\n' + ''.join(f'{i};{float(y)!r};{float(x)!r};{float(v)!r}\\n' for i, (x, y, v) in enumerate(zip(lon, lat, h))))
inside = (col >= 0) & (col < 1000) & (row >= 0) & (row < 1000)
u, v = np.clip(col - .5, -9, 2000), np.clip(row - .5, -9, 2000)
p = np.pad(z, 20, constant_values=np.nan); i, j = np.floor(u).astype(int), np.floor(v).astype(int); a, b = u - i, v - j
g = lambda dj, di: p[np.clip(j + dj + 20, 0, 1039), np.clip(i + di + 20, 0, 1039)]
m = (g(0, 0) * (1 - a) + g(0, 1) * a) * (1 - b) + (g(1, 0) * (1 - a) + g(1, 1) * a) * b
dh = np.where(inside, m - h, np.nan); ok = np.isfinite(dh)
print(json.dumps({'all': statistics(dh[ok]), 'dh': [float(x) if k else None for x, k in zip(dh, ok)],
  'outside': int((~inside).sum()), 'missing': int((inside & ~ok).sum())}))`,
      srtm,
      at('holed.tif'),
      at('points.csv'),
    );
    const { comparisons } = await compare(
      'holed.tif',
      '--reference',
      'points.csv',
      '-o',
      'at-points',
      '--points-out',
      'dh.csv',
    );
    const { statistics, points } = comparisons[0]!;
    expectStatistics(statistics, oracle.all, 3);
    expect(points).toEqual({
      read: 4000,
      used: oracle.all.count,
      outside: oracle.outside,
      missing: oracle.missing,
      withoutHeight: 0,
    });
    expect(statistics.validPercent).toBeCloseTo((100 * oracle.all.count) / 4000, 10);
    const [header, ...lines] = readFileSync(at('dh.csv'), 'utf8').trimEnd().split('\n');
    expect(header).toBe('lon,lat,height,tested,dh');
    const found = lines.map((line) => line.split(',')[4]!);
    oracle.dh.forEach((dh, i) => {
      if (dh === null) expect(found[i]).toBe('');
      else expect(Number(found[i])).toBeCloseTo(dh, 3);
    });
    expect(await listing(at('at-points'))).toEqual(['compare.json', 'report.html']);
  });

  test('reads columns by format and positions in a projected CRS', async () => {
    const points = gdalJson<number[][]>(
      `${NUMPY}
gt, z = read(sys.argv[1]); s = osr.SpatialReference(); s.ImportFromEPSG(32637); g = osr.SpatialReference(); g.ImportFromEPSG(4326)
g.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER); t = osr.CoordinateTransformation(g, s)
cells = [(r, c) for r in range(5, 1000, 50) for c in range(5, 1000, 50)]
xy = t.TransformPoints([(gt[0] + (c + .5) * gt[1], gt[3] + (r + .5) * gt[5]) for r, c in cells])
print(json.dumps([[x, y, float(z[r, c])] for (x, y, _), (r, c) in zip(xy, cells)]))`,
      srtm,
    );
    writeFileSync(
      at('utm.xyz'),
      points
        .map(([x, y, h]) => `p  ${x} ${y}\t${h! - 7}\n`)
        .join('')
        .replaceAll('\t', ' '),
    );
    const { comparisons } = await compare(
      srtm,
      '--reference',
      'utm.xyz',
      '--csv-format',
      '2:x 3:y 4:z',
      '--csv-crs',
      'EPSG:32637',
    );
    const { statistics } = comparisons[0]!;
    expect(statistics.count).toBe(400);
    expect(statistics.min).toBeGreaterThan(6.99);
    expect(statistics.max).toBeLessThan(7.01);
  });

  test('ICESat-2 heights read as they are, and lie elsewhere', async () => {
    const points = data('altimetry-icesat2/atl06sr_canopy.csv');
    const { code, stderr } = await cuesta(folder, 'compare', srtm, '--reference', points);
    expect(code).toBe(3);
    expect(stderr).toMatch(/do not overlap/);
  });
});
