import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { cuesta, listing, succeed, temporaryFolder } from './support/cuesta.js';
import { hills, writeDem } from './support/dem-file.js';
import { cogProblems, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);
const aster = join(dataFolder, 'aster-exploradores/AST_L1A_00303182012144228_Z.tif');

const COLOURS = '# heights\n0% 10 80 30\n1500, 240, 220, 130\n2200\t120:80:60\n100% white\nnv 1 2 3 0\n';

describe.skipIf(!available('data', 'gdal')).concurrent('relief', () => {
  test('colours of a file are those of gdaldem color-relief, and the COG is one', async () => {
    writeFileSync(out('colours.txt'), COLOURS);
    const flags = ['--colours', 'colours.txt', '--shade', '0', '--tile-size', '512'];
    await succeed(folder, 'relief', aster, '-o', 'relief.tif', ...flags);
    run('gdaldem', ['color-relief', '-q', '-alpha', aster, out('colours.txt'), out('gdal.tif')]);
    const program = `
a, b = [gdal.Open(p).ReadAsArray().astype('i4') for p in sys.argv[1:]]
seen = b[3] > 0; d = np.abs(a - b)[:, seen]
made = gdal.Open(sys.argv[1]); band = [made.GetRasterBand(i + 1) for i in range(4)]
print(json.dumps([int(d.max()), int(seen.sum()), int((a[3] != b[3]).sum()),
  [gdal.GetColorInterpretationName(x.GetColorInterpretation()) for x in band]]))`;
    const [most, seen, misplaced, names] = gdalJson<[number, number, number, string[]]>(
      ...([program, out('relief.tif'), out('gdal.tif')] as const),
    );
    expect(most).toBeLessThanOrEqual(1);
    expect(seen).toBe(324_194);
    expect(misplaced).toBe(0);
    expect(names).toEqual(['Red', 'Green', 'Blue', 'Alpha']);
    expect(cogProblems(out('relief.tif'))).toEqual([]);
  });

  test('a PNG holds the picture of the GeoTIFF, the bar beside it, and nothing else is left', async () => {
    const flags = ['--colours', 'terrain', '--variant', 'multidirectional'];
    await succeed(folder, 'relief', aster, '-o', 'p.tif', ...flags, '--executor', 'sequential');
    await succeed(folder, 'relief', aster, '-o', 'p.png', ...flags, '--colour-bar', 'inside');
    const program = `
a, b = [gdal.Open(p).ReadAsArray() for p in sys.argv[1:]]
w = a.shape[2]
print(json.dumps([bool((b[:, :, :w] == a).all()), b.shape[2] - w, len(np.unique(b[:3, 20:-20, w + 10].T, axis=0)), int((b[3, :, w:] == 255).all())]))`;
    const [isSame, wider, colours, isOpaque] = gdalJson<[boolean, number, number, number]>(
      ...([program, out('p.tif'), out('p.png')] as const),
    );
    expect([isSame, isOpaque]).toEqual([true, 1]);
    expect(wider).toBeGreaterThan(40);
    expect(colours).toBeGreaterThan(200);
    expect((await listing(folder)).filter((name) => name.startsWith('p.'))).toEqual([
      'p.json',
      'p.png',
      'p.png.json',
      'p.tif',
    ]);
    const sidecar = JSON.parse(readFileSync(out('p.png.json'), 'utf8')) as { metrics: { range: number[] } };
    const percentiles = `
z = gdal.Open(sys.argv[1]).ReadAsArray().astype('f8'); print(json.dumps(np.percentile(z[z != -9999], [2, 98]).tolist()))`;
    for (const [i, value] of gdalJson<number[]>(percentiles, aster).entries()) {
      expect(sidecar.metrics.range[i]).toBeCloseTo(value, 3);
    }
  });

  test('level ground keeps its colour, whatever the sun', async () => {
    const flat = { cols: 40, rows: 30, x: 500_000, y: 4_000_000, pixel: 10 };
    writeDem(out('flat.tif'), { ...flat, surface: () => 50 });
    for (const altitude of ['10', '60']) {
      const flags = ['--min', '0', '--max', '100', '--altitude', altitude, '--shade', '1', '--overwrite'];
      await succeed(folder, 'relief', 'flat.tif', '-o', 'flat-relief.tif', ...flags);
      const colour = gdalJson<number[]>(
        `print(json.dumps(gdal.Open(sys.argv[1]).ReadAsArray()[:, 9, 9].tolist()))`,
        out('flat-relief.tif'),
      );
      for (const [c, sample] of [33, 145, 140, 255].entries()) {
        expect(Math.abs(colour[c]! - sample)).toBeLessThanOrEqual(1);
      }
    }
  });
});

test('the same bytes for any tiles; diverging colours have their middle at 0; the bar beside', async () => {
  const dem = { cols: 700, rows: 600, x: 500_000, y: 4_000_000, pixel: 10, nodata: -9999 };
  writeDem(out('hills.tif'), {
    ...dem,
    surface: (x, y) => (Math.hypot((x % 1900) - 900, (y % 1700) - 800) < 90 ? Number.NaN : hills(x, y) - 380),
  });
  const flags = ['--colours', 'diverging', '--colour-bar', 'beside'];
  const one = await succeed(
    folder,
    'relief',
    'hills.tif',
    '-o',
    'one.png',
    ...flags,
    '--executor',
    'sequential',
  );
  await succeed(
    folder,
    'relief',
    'hills.tif',
    '-o',
    'two.png',
    ...flags,
    '--threads',
    '2',
    '--tile-size',
    '128',
  );
  expect(readFileSync(out('one.png')).equals(readFileSync(out('two.png')))).toBe(true);
  expect(readFileSync(out('one_colours.png')).length).toBeGreaterThan(500);
  const [, low, high] = /colours from (\S+) to (\S+) m/.exec(one)!;
  expect(Number(low)).toBe(-Number(high));
});

test.each([
  ['--colours', 'nowhere.txt', 'There is no colour map and no colour file nowhere.txt'],
  ['--min', '500', 'is empty'],
  ['--percentiles', '50,50', 'is empty'],
])('refuses %s %s', async (flag, value, message) => {
  writeDem(out('small.tif'), { cols: 20, rows: 20, x: 500_000, y: 4_000_000, pixel: 10, surface: hills });
  const { code, stderr } = await cuesta(
    folder,
    'relief',
    'small.tif',
    '-o',
    'bad.png',
    flag,
    value,
    '--max',
    '400',
  );
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('refuses a colour file that is not understood, a bar in a GeoTIFF, and another kind of picture', async () => {
  writeDem(out('tiny.tif'), { cols: 20, rows: 20, x: 500_000, y: 4_000_000, pixel: 10, surface: hills });
  writeFileSync(out('bad.txt'), '0 red\n100 1 2\n');
  const bad = await cuesta(folder, 'relief', 'tiny.tif', '-o', 'o.tif', '--colours', 'bad.txt');
  expect([bad.code, bad.stderr.includes('Line 2 of the colour file bad.txt')]).toEqual([3, true]);
  expect((await cuesta(folder, 'relief', 'tiny.tif', '-o', 'o.tif', '--colour-bar', 'inside')).code).toBe(2);
  expect((await cuesta(folder, 'relief', 'tiny.tif', '-o', 'o.jpg')).code).toBe(2);
});
