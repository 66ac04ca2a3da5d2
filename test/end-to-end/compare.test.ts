import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { cuesta, listing, startCuesta, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, projectedKeys, writeDem } from './support/dem-file.js';
import { cogProblems, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);

interface Statistics {
  readonly count: number;
  readonly total: number;
  readonly validPercent: number;
  readonly mean: number;
  readonly median: number;
  readonly std: number;
  readonly mae: number;
  readonly rmse: number;
  readonly nmad: number;
  readonly le90: number;
  readonly le95: number;
  readonly min: number;
  readonly max: number;
}

interface Result {
  readonly comparisons: readonly {
    readonly tested: string;
    readonly dh: string | null;
    readonly statistics: Statistics;
    readonly percentiles: readonly { readonly percent: number; readonly value: number }[];
    readonly slopeClasses: readonly (Statistics & { readonly minDeg: number; readonly maxDeg: number })[];
    readonly histogram: {
      readonly edges: readonly number[];
      readonly counts: readonly number[];
      below: number;
      above: number;
    };
    readonly profiles: readonly {
      readonly name: string;
      readonly distance: readonly number[];
      readonly tested: readonly (number | null)[];
      readonly reference: readonly (number | null)[];
      readonly dh: readonly (number | null)[];
    }[];
    readonly points: {
      readonly read: number;
      readonly used: number;
      readonly outside: number;
      readonly missing: number;
      readonly withoutHeight: number;
    } | null;
    readonly warnings: readonly string[];
  }[];
  readonly outputs: readonly string[];
}

const compare = (...args: readonly string[]) => succeedJson<Result>(folder, 'compare', ...args);

/** All statistics of a difference by numpy, in float64. */
const NUMPY = `
def read(path):
    d = gdal.Open(path); b = d.GetRasterBand(1); z = b.ReadAsArray().astype('f8'); n = b.GetNoDataValue()
    if n is not None: z[z == n] = np.nan
    return d.GetGeoTransform(), z
def statistics(dh):
    a = np.abs(dh); m = float(np.median(dh))
    return {'count': int(dh.size), 'mean': dh.mean(), 'median': m, 'std': dh.std(), 'mae': a.mean(),
      'rmse': float(np.sqrt((dh ** 2).mean())), 'nmad': 1.4826 * float(np.median(np.abs(dh - m))),
      'le90': float(np.percentile(a, 90)), 'le95': float(np.percentile(a, 95)), 'min': dh.min(), 'max': dh.max()}
`;

/** To the float32 of the samples: quantiles of |dh - median| round once more. */
function expectStatistics(
  actual: Statistics,
  expected: Omit<Statistics, 'total' | 'validPercent'>,
  digits = 4,
): void {
  expect(actual.count).toBe(expected.count);
  for (const [key, value] of Object.entries(expected)) {
    expect(actual[key as keyof Statistics], key).toBeCloseTo(value as number, digits);
  }
}

describe.skipIf(!available('gdal', 'data'))('compare with real DEMs', () => {
  const mars = data('mars-ctx-stripes');
  const b10 = join(mars, 'B01_009847_1902_XN_10N203W__B10_013526_1897_XN_09N203W-DEM.tif');
  const g05 = join(mars, 'B01_009847_1902_XN_10N203W__G05_020185_1892_XN_09N203W-DEM.tif');

  test('the Elysium overlap has its known differences, and all that numpy finds', async () => {
    const { comparisons } = await compare(b10, '--reference', g05);
    const [{ statistics, slopeClasses, percentiles, histogram, profiles, warnings }] = comparisons as [
      Result['comparisons'][0],
    ];
    expect(statistics.count).toBe(53167);
    expect(statistics.median).toBeCloseTo(-12.37, 2);
    expect(statistics.nmad).toBeCloseTo(21.23, 2);
    const oracle = gdalJson<{ all: Statistics; percentiles: number[]; slopes: Statistics[]; total: number }>(
      `${NUMPY}
(ta, a), (tb, b) = read(sys.argv[1]), read(sys.argv[2])
dc, dr = round((tb[0] - ta[0]) / ta[1]), round((tb[3] - ta[3]) / ta[5])
rows = min(a.shape[0] - dr, b.shape[0]); cols = min(a.shape[1] - dc, b.shape[1])
b = b[:rows, :cols]; dh = a[dr:dr + rows, dc:dc + cols] - b
slope = gdal.DEMProcessing('', gdal.Open(sys.argv[2]), 'slope', format='MEM'); s = slope.ReadAsArray()[:rows, :cols]
ok = np.isfinite(dh)
edges = [0, 5, 10, 20, 30, 45, 91]
print(json.dumps({'all': statistics(dh[ok]), 'total': dh.size, 'percentiles': list(np.percentile(dh[ok], [1, 5, 25, 50, 75, 95, 99])),
  'slopes': [statistics(dh[ok & (s >= lo) & (s < hi)]) for lo, hi in zip(edges, edges[1:])]}))`,
      b10,
      g05,
    );
    expectStatistics(statistics, oracle.all);
    expect(statistics.total).toBe(oracle.total);
    expect(statistics.validPercent).toBeCloseTo((100 * 53167) / oracle.total, 10);
    for (const [i, { value }] of percentiles.entries()) {
      expect(value).toBeCloseTo(oracle.percentiles[i]!, 4);
    }
    // gdaldem, too, leaves out pixels beside missing ones.
    for (const [i, s] of slopeClasses.entries()) expectStatistics(s, oracle.slopes[i]!);
    const counted = histogram.counts.reduce((n, c) => n + c, 0) + histogram.below + histogram.above;
    expect(counted).toBe(53167);
    expect(profiles.map(({ name }) => name)).toEqual(['West–east', 'North–south']);
    for (const { dh, tested, reference } of profiles) {
      const both = dh.flatMap((d, i) => (d === null ? [] : [d - (tested[i]! - reference[i]!)]));
      expect(both.length).toBeGreaterThan(100);
      expect(Math.max(...both.map(Math.abs))).toBeLessThan(1e-3);
    }
    expect(warnings.join()).toMatch(/vertical datum/);
  });

  test('the other way round every sign changes, on either grid', async () => {
    const [forth, back] = [
      (await compare(b10, '--reference', g05)).comparisons[0]!.statistics,
      (await compare(g05, '--reference', b10, '--grid', 'reference')).comparisons[0]!.statistics,
    ];
    expect(back.count).toBe(forth.count);
    for (const key of ['mean', 'median'] as const) expect(back[key]).toBeCloseTo(-forth[key], 6);
    for (const key of ['std', 'nmad', 'rmse', 'le90'] as const) expect(back[key]).toBeCloseTo(forth[key], 4);
  });

  test('the map of surface minus terrain is a COG of what numpy subtracts', async () => {
    const lidar = data('lidar-madison');
    const { outputs } = await compare(
      join(lidar, 'dsm.tif'),
      '--reference',
      join(lidar, 'dtm.tif'),
      '-o',
      'difference',
    );
    expect(outputs).toEqual([
      join('difference', 'dsm_dh.tif'),
      join('difference', 'report.html'),
      join('difference', 'compare.json'),
    ]);
    expect(await listing(at('difference'))).toEqual([
      'compare.json',
      'dsm_dh.json',
      'dsm_dh.tif',
      'report.html',
    ]);
    const dh = at('difference/dsm_dh.tif');
    expect(cogProblems(dh)).toEqual([]);
    // The set's own hag.tif is another product: it is not this difference (their correlation is 0.71).
    const worst = gdalJson<{ max: number; missing: number }>(
      `${NUMPY}
(_, dh), (_, a), (_, b) = read(sys.argv[1]), read(sys.argv[2]), read(sys.argv[3])
print(json.dumps({'max': float(np.nanmax(np.abs(dh - (a - b)))), 'missing': int((np.isnan(dh) != np.isnan(a - b)).sum())}))`,
      dh,
      join(lidar, 'dsm.tif'),
      join(lidar, 'dtm.tif'),
    );
    expect(worst.max).toBeLessThan(2e-6);
    expect(worst.missing).toBe(0);
    const report = readFileSync(at('difference/report.html'), 'utf8');
    expect(report).toContain('dh = tested − reference');
    expect(JSON.parse(/id="cuesta-report">([\s\S]*?)<\/script>/.exec(report)![1]!)).toEqual(
      JSON.parse(readFileSync(at('difference/compare.json'), 'utf8')),
    );
  });

  test('a geoid between two DEMs shows, and converting removes it', async () => {
    const glo = data('mosaic-glo30-los-angeles');
    const [above, below] = [
      join(glo, 'los_angeles_dem_ellipsoid.tif'),
      join(glo, 'los_angeles_dem_geoid.tif'),
    ];
    const raw = await compare(above, '--reference', below);
    expect(raw.comparisons[0]!.statistics.mean).toBeCloseTo(-34.8816, 4);
    const datums = [
      '--assume-vertical',
      'egm2008',
      '--reference-vertical',
      'ellipsoid',
      '--vertical-datum',
      'ellipsoid',
    ];
    const geoid = join(glo, 'egm_08_los_angeles.tif');
    const converted = await compare(below, '--reference', above, ...datums, '--geoid', geoid);
    const { statistics, warnings } = converted.comparisons[0]!;
    expect(Math.abs(statistics.mean)).toBeLessThan(1e-3);
    expect(Math.max(-statistics.min, statistics.max)).toBeLessThan(2e-3);
    expect(warnings).toEqual([]);
  });

  test('DEMs of different bodies are refused', async () => {
    const { code, stderr } = await cuesta(
      folder,
      'compare',
      b10,
      '--reference',
      data('coreg-srtm/srtm_ref.tif'),
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/different bodies: .*B10.* on Mars.* on Earth/);
  });

  test('a reprojected copy differs by interpolation only', async () => {
    const srtm = data('coreg-srtm/srtm_ref.tif');
    run('gdalwarp', [
      '-q',
      '-t_srs',
      'EPSG:32637',
      '-tr',
      '60',
      '60',
      '-r',
      'cubic',
      '-et',
      '0',
      '-ot',
      'Float32',
      srtm,
      at('utm.tif'),
    ]);
    const { comparisons } = await compare('utm.tif', '--reference', srtm, '-r', 'cubic');
    const { statistics } = comparisons[0]!;
    // The same kernel at the same positions; at the rim of the data the two normalise differently.
    expect(statistics.le95).toBeLessThan(0.01);
    expect(statistics.count).toBeGreaterThan(1_800_000);
  });
});

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

describe('compare', () => {
  const base = { cols: 300, rows: 260, x: 400_000, y: 5_000_000, pixel: 10, surface: hills };
  writeDem(at('reference.tif'), base);
  writeDem(at('tested.tif'), { ...base, x: 400_500, y: 4_999_300, surface: (x, y) => hills(x, y) + 2.5 });
  writeDem(at('far.tif'), { ...base, x: 700_000 });
  writeDem(at('empty.tif'), { ...base, surface: () => Number.NaN });
  writeDem(at('egm96.tif'), { ...base, geoKeys: projectedKeys(32633, 5773) });

  test('finds a constant offset on the common area only', async () => {
    const { comparisons } = await compare('tested.tif', 'reference.tif', '--reference', 'reference.tif');
    const [offset, none] = comparisons as [Result['comparisons'][0], Result['comparisons'][0]];
    expect(offset.statistics.total).toBe(250 * 190);
    expect(offset.statistics.validPercent).toBe(100);
    expect(offset.statistics.median).toBeCloseTo(2.5, 3);
    expect(offset.statistics.std).toBeLessThan(1e-4);
    expect(offset.statistics.le90).toBeCloseTo(2.5, 3);
    expect(none.statistics).toMatchObject({ count: 78_000, min: 0, max: 0 });
    expect(await listing(folder)).not.toContainEqual(expect.stringMatching(/tested_dh/));
  });

  test('a profile runs where it is asked to', async () => {
    const line = ['--profile', '401000', '4999000', '402000', '4998000'];
    const { comparisons } = await compare('tested.tif', '--reference', 'reference.tif', ...line);
    const { profiles } = comparisons[0]!;
    expect(profiles).toHaveLength(1);
    const { distance, tested } = profiles[0]!;
    expect(distance.at(-1)).toBeCloseTo(1000 * Math.SQRT2, 6);
    distance.forEach((d, i) => {
      const away = d / Math.SQRT2;
      expect(tested[i]).toBeCloseTo(hills(401_000 + away, 4_999_000 - away) + 2.5, 0);
    });
  });

  test('gives the same bytes for any tile size, executor and number of threads', async () => {
    const variants = [
      ['--tile-size', '512'],
      ['--executor', 'sequential'],
      ['--threads', '1', '--tile-size', '1024'],
    ];
    writeDem(at('large.tif'), {
      ...base,
      cols: 1100,
      rows: 900,
      surface: (x, y) => hills(x, y) + Math.sin(x),
    });
    writeDem(at('coarse.tif'), { ...base, cols: 330, rows: 280, pixel: 37 });
    const results: string[] = [];
    for (const [i, variant] of variants.entries()) {
      await succeed(
        folder,
        'compare',
        'large.tif',
        '--reference',
        'coarse.tif',
        '-o',
        `same-${i}`,
        ...variant,
      );
      const json = readFileSync(at(`same-${i}/compare.json`), 'utf8').replaceAll(`same-${i}`, 'same');
      results.push(json + readFileSync(at(`same-${i}/large_dh.tif`)).toString('base64'));
    }
    expect(results[1]).toBe(results[0]);
    expect(results[2]).toBe(results[0]);
  });

  test('resumes after being killed, and leaves nothing behind', async () => {
    writeDem(at('big.tif'), { ...base, cols: 1600, rows: 1600 });
    writeDem(at('other.tif'), {
      ...base,
      cols: 900,
      rows: 900,
      pixel: 30,
      surface: (x, y) => hills(x, y) - 1,
    });
    const args = ['compare', 'big.tif', 'other.tif', '--reference', 'other.tif', '--tile-size', '512', '-o'];
    await succeed(folder, ...args, 'undisturbed');
    const { child, ended } = startCuesta(folder, [...args, 'killed']);
    const journal = at('killed/big_dh.tif.cuesta-work/journal.jsonl');
    while (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length < 6) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (child.exitCode !== null) break;
    }
    child.kill('SIGKILL');
    await ended;
    const { code, stderr } = await cuesta(folder, ...args, 'killed');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Reused \d+ of/);
    expect(await listing(at('killed'))).toEqual(await listing(at('undisturbed')));
    for (const name of ['big_dh.tif', 'other_dh.tif']) {
      expect(readFileSync(at(`killed/${name}`)).equals(readFileSync(at(`undisturbed/${name}`)))).toBe(true);
    }
  });

  test('plans without writing', async () => {
    const text = await succeed(
      folder,
      'compare',
      'tested.tif',
      '--reference',
      'reference.tif',
      '-o',
      'never',
      '--dry-run',
    );
    expect(text).toMatch(/250 x 190 pixels/);
    writeFileSync(at('few.csv'), 'x,y,z\n401000,4999000,430\n');
    const points = [
      'compare',
      'tested.tif',
      '--reference',
      'few.csv',
      '--csv-crs',
      'EPSG:32633',
      '-o',
      'never',
    ];
    expect(await succeed(folder, ...points, '--dry-run')).toMatch(/few\.csv/);
    expect(existsSync(at('never'))).toBe(false);
  });

  test('replaces nothing without being told to', async () => {
    const args = ['compare', 'tested.tif', '--reference', 'reference.tif', '-o', 'once'];
    await succeed(folder, ...args);
    const { code, stderr } = await cuesta(folder, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/exists[\s\S]*--overwrite/);
    await succeed(folder, ...args, '--overwrite');
  });

  test.each([
    ['DEMs that lie apart', ['far.tif', '--reference', 'reference.tif'], 3, /far\.tif.*do not overlap/],
    ['a DEM without heights', ['empty.tif', '--reference', 'reference.tif'], 3, /empty\.tif has no height/],
    [
      'a datum that only one states',
      ['egm96.tif', '--reference', 'reference.tif'],
      3,
      /mixed[\s\S]*--assume-vertical/,
    ],
    ['a missing file', ['tested.tif', '--reference', 'nowhere.tif'], 4, /nowhere\.tif/],
    ['missing points', ['tested.tif', '--reference', 'nowhere.csv'], 4, /nowhere\.csv/],
    ['map coordinates without a CRS', ['tested.tif', '--reference', 'few.csv'], 2, /--csv-crs/],
    ['a line that is no point', ['tested.tif', '--reference', 'bad.csv'], 3, /bad\.csv, line 3: "high"/],
    [
      'a table without a header',
      ['tested.tif', '--reference', 'bare.csv'],
      3,
      /bare\.csv, line 1[\s\S]*--csv-format/,
    ],
    ['no points at all', ['tested.tif', '--reference', 'none.csv'], 3, /none\.csv holds no points/],
  ])('refuses %s', async (_, args, code, message) => {
    writeFileSync(at('few.csv'), 'x,y,z\n401000,4999000,430\n');
    writeFileSync(at('bad.csv'), 'lon,lat,height\n14,45,1\n14,45,high\n');
    writeFileSync(at('bare.csv'), '14,45,1\n');
    writeFileSync(at('none.csv'), 'lon,lat,height\n');
    const before = await listing(folder);
    const outcome = await cuesta(folder, 'compare', ...args, '-o', 'refused');
    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stderr).toMatch(message);
    expect((await listing(folder)).filter((name) => name !== 'refused')).toEqual(
      before.filter((name) => name !== 'refused'),
    );
  });
});
