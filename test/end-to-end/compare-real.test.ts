import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { expectStatistics, NUMPY, type Result, type Statistics } from './support/compare-result.js';
import { cuesta, listing, succeedJson, temporaryFolder } from './support/cuesta.js';
import { cogProblems, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);
const compare = (...args: readonly string[]) => succeedJson<Result>(folder, 'compare', ...args);

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
