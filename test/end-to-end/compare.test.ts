import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from './support/compare-result.js';
import { cuesta, listing, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { geographicKeys, hills, projectedKeys, writeDem } from './support/dem-file.js';
import { killAfter } from './support/killed-run.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const compare = (...args: readonly string[]) => succeedJson<Result>(folder, 'compare', ...args);

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

  test('ss_geodiff_360offset: longitudes from 0 to 360 and from -180 to 180, also across 180 degrees', async () => {
    const waves = (lon: number, lat: number) => 500 + 90 * Math.sin(lon * 40) * Math.cos(lat * 50);
    const size = { cols: 200, rows: 120, y: 10.06, pixel: 0.001, geoKeys: geographicKeys(4326) };
    writeDem(at('to-360.tif'), { ...size, x: 179.9, surface: waves });
    for (const [x, count] of [
      [-179.95, 50 * 120],
      [-180.1, 200 * 120],
    ] as const) {
      writeDem(at('to-180.tif'), { ...size, x, surface: (lon, lat) => waves(lon + 360, lat) + 1.5 });
      const { comparisons } = await compare('to-180.tif', '--reference', 'to-360.tif');
      expect(comparisons[0]!.statistics.count).toBe(count);
      expect(comparisons[0]!.statistics.min).toBeCloseTo(1.5, 3);
      expect(comparisons[0]!.statistics.max).toBeCloseTo(1.5, 3);
    }
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
    await killAfter(folder, [...args, 'killed'], at('killed/big_dh.tif.cuesta-work'), 3);
    const { code, stderr } = await cuesta(folder, ...args, 'killed');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Reused \d+ of/);
    expect(await listing(at('killed'))).toEqual(await listing(at('undisturbed')));
    for (const name of ['big_dh.tif', 'other_dh.tif']) {
      expect(readFileSync(at(`killed/${name}`)).equals(readFileSync(at(`undisturbed/${name}`)))).toBe(true);
    }
  });

  test('leaves no folder behind where nothing can be compared', async () => {
    writeDem(at('void.tif'), { ...base, surface: () => Number.NaN });
    writeFileSync(at('away.csv'), 'lon,lat,height\n-170,-80,1\n');
    for (const reference of ['other.tif', 'away.csv']) {
      const { code } = await cuesta(folder, 'compare', 'void.tif', '--reference', reference, '-o', 'none');
      expect(code, reference).not.toBe(0);
      expect(existsSync(at('none')), reference).toBe(false);
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
