import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, projectedKeys, type Surface, sphereKeys, writeDem } from './support/dem-file.js';
import { cogProblems, difference, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);
const aster = join(dataFolder, 'aster-exploradores/AST_L1A_00303182012144228_Z.tif');

interface Filled {
  readonly pixels: Readonly<Record<'measured' | 'distance' | 'second' | 'missing', number>>;
  readonly medianDifference: number | null;
}

const at = { x: 500_000, y: 4_000_000 };
const isVoid = (x: number, y: number): boolean => Math.hypot((x % 1900) - 900, (y % 1700) - 800) < 250;
const holed: Surface = (x, y) => (isVoid(x, y) ? Number.NaN : hills(x, y));

beforeAll(() => {
  writeDem(out('holed.tif'), { cols: 700, rows: 620, ...at, pixel: 10, surface: holed, nodata: -9999 });
  // Another grid, coarser and lower, which reaches over all of the first.
  const wide = { cols: 400, rows: 380, x: at.x - 300, y: at.y + 400, pixel: 20 };
  writeDem(out('second.tif'), { ...wide, surface: (x, y) => hills(x, y) - 25 });
}, HOOK_TIMEOUT);

const same = (a: string, b: string): boolean => readFileSync(out(a)).equals(readFileSync(out(b)));

describe('fill', () => {
  test('from a second DEM of another grid and level: close to the truth, nothing missing', async () => {
    const { pixels, medianDifference } = await succeedJson<Filled>(
      ...([folder, 'fill', 'holed.tif', '-o', 'delta.tif', '--with', 'second.tif', '--complete'] as const),
    );
    expect(medianDifference).toBeCloseTo(25, 0);
    expect(pixels).toMatchObject({ distance: 0, missing: 0 });
    expect(pixels.second).toBeGreaterThan(20_000);
    expect(pixels.measured + pixels.second).toBe(700 * 620);
  });

  test.each([
    ['by distance', []],
    ['from a second DEM, small voids', ['--with', 'second.tif', '--max-void', '60', '--smoothing', '2']],
  ])('%s: the same bytes for any tiles and workers', async (name, flags) => {
    const short = ['--max-distance', '40', ...flags];
    const one = name.replaceAll(/\W/g, '');
    await succeed(folder, 'fill', 'holed.tif', '-o', `${one}-1.tif`, ...short, '--executor', 'sequential');
    await succeed(
      ...[folder, 'fill', 'holed.tif', '-o', `${one}-2.tif`, ...short],
      ...['--threads', '2', '--tile-size', '512'],
    );
    expect(same(`${one}-1.tif`, `${one}-2.tif`)).toBe(true);
    expect(same(`${one}-1_fill.tif`, `${one}-2_fill.tif`)).toBe(true);
  });

  test('fails and writes nothing where a void is too large and the DEM has to be complete', async () => {
    const large = ['--max-void', '20', '--complete'];
    const { code, stderr } = await cuesta(folder, 'fill', 'holed.tif', '-o', 'no.tif', ...large);
    expect(code).toBe(4);
    expect(stderr).toMatch(/\d+ samples of holed\.tif stay missing/);
    expect(() => readFileSync(out('no.tif'))).toThrow();
  });

  test('refuses a second DEM of another body, and heights above another surface', async () => {
    const small = { cols: 60, rows: 50, ...at, pixel: 10, surface: hills };
    writeDem(out('moon.tif'), { ...small, geoKeys: sphereKeys, geoDoubles: [1_737_400] });
    writeDem(out('egm96.tif'), { ...small, geoKeys: projectedKeys(32633, 5773) });
    const moon = await cuesta(folder, 'fill', 'holed.tif', '-o', 'no.tif', '--with', 'moon.tif');
    expect([moon.code, moon.stderr.includes('different bodies')]).toEqual([3, true]);
    const geoid = ['fill', 'egm96.tif', '-o', 'no.tif', '--with', 'second.tif'];
    const mixed = await cuesta(folder, ...geoid);
    expect([mixed.code, mixed.stderr.includes('cuesta convert')]).toEqual([3, true]);
    await succeed(folder, ...geoid, '--assume-vertical', 'egm96', '--dry-run');
  });

  test('--dry-run says what would be written', async () => {
    const plan = await succeed(folder, 'fill', 'holed.tif', '-o', 'dry.tif', '--dry-run');
    expect(plan).toContain('dry_fill.tif');
    expect(() => readFileSync(out('dry.tif'))).toThrow();
  });
});

describe.skipIf(!available('data', 'gdal')).concurrent('beside the tools of GDAL', () => {
  test('fill gives the heights of gdal_fillnodata', async () => {
    await succeed(folder, 'fill', aster, '-o', 'aster.tif', '--md', '60', '--tile-size', '512');
    run('gdal_fillnodata.py', ['-q', '-md', '60', aster, out('gdal.tif')]);
    const found = difference(out('aster.tif'), out('gdal.tif'));
    expect(found).toMatchObject({ sameGrid: true, missingInOne: 0 });
    expect(found.max).toBeLessThan(0.01);
    for (const name of ['aster.tif', 'aster_fill.tif']) expect(cogProblems(out(name))).toEqual([]);
    const program = `
z, c = [gdal.Open(p).ReadAsArray() for p in sys.argv[1:]]
print(json.dumps([bool(((z == -9999) == (c == 1)).all()), sorted(set(c.ravel().tolist()))]))`;
    expect(gdalJson<[boolean, number[]]>(program, aster, out('aster_fill.tif'))).toEqual([true, [0, 1]]);
  });

  test('delta surface: closer to the cut-out truth than interpolation or the second DEM alone, on real ground', async () => {
    const glo = join(dataFolder, 'mosaic-glo30-los-angeles/los_angeles_dem_geoid.tif');
    const program = `
src, cut, second = sys.argv[1:]
d = gdal.Open(src); x, y, n = 20, 20, 320
z = d.ReadAsArray(x, y, n, n).astype('f4'); t = d.GetGeoTransform()
def write(path, a, step):
    o = gdal.GetDriverByName('GTiff').Create(path, a.shape[1], a.shape[0], 1, gdal.GDT_Float32)
    o.SetGeoTransform((t[0] + x * t[1], t[1] * step, 0, t[3] + y * t[5], 0, t[5] * step)); o.SetProjection(d.GetProjection())
    o.GetRasterBand(1).SetNoDataValue(-9999); o.GetRasterBand(1).WriteArray(a)
i, j = np.indices(z.shape)
# A coarser model of the same ground with an error that varies slowly.
coarse = (z + 12 + 9 * np.sin(i / 90) * np.cos(j / 70)).reshape(n // 4, 4, n // 4, 4).mean((1, 3))
write(second, coarse.astype('f4'), 4)
h = z.copy()
for r, c, s in ((80, 90, 45), (210, 230, 60), (250, 80, 30)): h[np.hypot(i - r, j - c) < s] = -9999
write(cut, h, 1); z.tofile(cut + '.truth'); print('null')`;
    gdalJson<null>(program, glo, out('cut.tif'), out('coarse.tif'));
    await succeed(folder, 'fill', 'cut.tif', '-o', 'by-distance.tif');
    await succeed(folder, 'fill', 'cut.tif', '-o', 'by-delta.tif', '--with', 'coarse.tif');
    run('gdalwarp', [
      '-q',
      '-r',
      'cubic',
      '-tr',
      ...pixelOf('cut.tif'),
      out('coarse.tif'),
      out('pasted.tif'),
    ]);
    const errors = gdalJson<number[]>(
      `
cut = gdal.Open(sys.argv[1]).ReadAsArray(); truth = np.fromfile(sys.argv[1] + '.truth', 'f4').reshape(cut.shape)
hole = cut == -9999
print(json.dumps([float(np.sqrt(np.mean((gdal.Open(p).ReadAsArray()[hole].astype('f8') - truth[hole]) ** 2))) for p in sys.argv[2:]]))`,
      ...['cut.tif', 'by-distance.tif', 'by-delta.tif', 'pasted.tif'].map(out),
    );
    const [distance, delta, pasted] = errors as [number, number, number];
    expect(delta).toBeLessThan(pasted / 2);
    expect(delta).toBeLessThan(distance / 3);
  });
});

function pixelOf(name: string): string[] {
  const program = `t = gdal.Open(sys.argv[1]).GetGeoTransform(); print(json.dumps([repr(t[1]), repr(-t[5])]))`;
  return gdalJson<string[]>(program, out(name));
}

describe('filter', () => {
  const methods = [
    ['median', '--size', '5'],
    ['bilateral', '--sigma-height', '3'],
    ['spikes', '--threshold', '20', '--replace', 'missing'],
  ];
  test.each(methods.map((flags) => ({ flags, title: flags.join(' ') })))(
    'the same bytes for any tiles and workers: $title',
    async ({ flags }) => {
      const name = flags[0]!;
      await succeed(
        folder,
        'filter',
        'holed.tif',
        '-o',
        `${name}-1.tif`,
        '--method',
        ...flags,
        '--threads',
        '1',
      );
      const many = ['--threads', '2', '--tile-size', '512'];
      await succeed(folder, 'filter', 'holed.tif', '-o', `${name}-2.tif`, '--method', ...flags, ...many);
      expect(same(`${name}-1.tif`, `${name}-2.tif`)).toBe(true);
      expect(same(`${name}-1_change.tif`, `${name}-2_change.tif`)).toBe(true);
    },
  );

  test('spikes: found, counted and removed where they are', async () => {
    const size = { cols: 200, rows: 150, ...at, pixel: 10 };
    const isSpike = (x: number, y: number): boolean => (x - 5) % 370 === 0 && (y + 5) % 290 === 0;
    let spikes = 0;
    const surface: Surface = (x, y) => {
      if (!isSpike(x, y)) return hills(x, y);
      spikes += 1;
      return hills(x, y) + 90;
    };
    writeDem(out('spiky.tif'), { ...size, surface });
    expect(spikes).toBeGreaterThan(10);
    const flags = ['--method', 'spikes', '--sigmas', '5', '--threshold', '30'];
    const { pixels } = await succeedJson<{ pixels: Record<string, number> }>(
      ...([folder, 'filter', 'spiky.tif', '-o', 'calm.tif', ...flags, '--replace', 'missing'] as const),
    );
    expect(pixels).toEqual({ kept: 200 * 150 - spikes, changed: 0, removed: spikes, missing: 0 });
  });

  test.each([
    [['--method', 'spikes'], 'spikes needs --threshold'],
    [['--method', 'bilateral'], 'bilateral needs --sigma-height'],
    [['--method', 'median', '--sigmas', '3'], 'are for spikes'],
    [['--method', 'median', '--size', '4'], '--size cannot be "4"'],
    [[], '--method'],
  ] as const)('refuses %s', async (flags, message) => {
    const { code, stderr } = await cuesta(folder, 'filter', 'holed.tif', '-o', 'bad.tif', ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
