import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { available, python, run } from '../support/requirements.js';
import { cuesta, cuestaCommand, HOOK_TIMEOUT, listing, temporaryFolder } from './support/cuesta.js';
import { type DemFile, hills, projectedKeys, sphereKeys, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

const plain: DemFile = { cols: 120, rows: 100, x: 500_000, y: 4_000_000, pixel: 10, surface: hills };
const write = (name: string, changes: Partial<DemFile> = {}) =>
  writeDem(path(name), { ...plain, ...changes });

beforeAll(() => {
  write('a.tif');
  write('b.tif', { x: 500_600 });
  write('egm96.tif', { geoKeys: projectedKeys(32633, 5773) });
  write('egm2008.tif', { geoKeys: projectedKeys(32633, 3855) });
  write('empty-dem.tif', { surface: () => Number.NaN, nodata: -9999 });
  write('moon.tif', { x: 0, y: 0, geoKeys: sphereKeys, geoDoubles: [1_737_400] });
  write('mars.tif', { x: 0, y: 0, geoKeys: sphereKeys, geoDoubles: [3_396_190] });
  write('mola.tif', { x: 0, y: 0, geoKeys: sphereKeys, geoDoubles: [3_396_000] });
  write('no-crs.tif', { geoKeys: [] });
  // The directory stands behind the samples.
  writeFileSync(path('cut-head.tif'), readFileSync(path('a.tif')).subarray(0, 100));
  writeFileSync(path('text.tif'), 'heights: 1, 2, 3\n');
  writeFileSync(path('zero.tif'), '');
  mkdirSync(path('folder.tif'));
  mkdirSync(path('existing'));
  copyFileSync(path('a.tif'), path('existing/o.tif'));
  writeFileSync(path('existing/p.json'), '{"mine": true}');
}, HOOK_TIMEOUT);

interface Refusal {
  /** `OUT` is a fresh folder. */
  readonly args: string;
  readonly code: number;
  /** The first line of the message, and the advice below it. */
  readonly says: RegExp;
  readonly advises: RegExp;
}

/** Runs a command in a way that shows what it leaves behind: a failed run leaves nothing. */
async function expectRefusal({ args, code, says, advises }: Refusal): Promise<void> {
  const out = `out-${fresh++}`;
  mkdirSync(path(out));
  const before = await shallow();
  const outcome = await cuesta(folder, ...args.split(' ').map((arg) => arg.replace('OUT', out)));
  const [message = '', ...advice] = outcome.stderr
    .split('\n')
    .filter((line) => !/^(warn:|.* \d+ %)/.test(line));
  expect({ code: outcome.code, message }).toEqual({ code, message: expect.stringMatching(says) as string });
  expect(message).toMatch(/^error: /);
  expect(advice.join('\n')).toMatch(advises);
  expect(outcome.stderr).not.toContain('bug');
  expect(await listing(path(out))).toEqual([]);
  expect(await shallow()).toEqual(before);
}
let fresh = 0;
/** Other tests of this file make output folders at the same time. */
const shallow = async () => readdirSync(folder).filter((name) => !name.startsWith('out-'));

const refusals = (list: readonly Refusal[]) =>
  list.map((refusal) => [`cuesta ${refusal.args}`, refusal] as const);

describe.concurrent('an input that cannot be read', () => {
  const mosaic = (name: string) => `mosaic a.tif ${name} -o OUT/o.tif`;
  test.for(
    refusals([
      { args: mosaic('cut-head.tif'), code: 3, says: /cut-head\.tif/, advises: /truncated or damaged/ },
      { args: mosaic('text.tif'), code: 3, says: /text\.tif is of no format/, advises: /GeoTIFF/ },
      { args: mosaic('zero.tif'), code: 3, says: /zero\.tif is empty/, advises: /download it again/ },
      { args: mosaic('nowhere.tif'), code: 4, says: /nowhere\.tif \(ENOENT\)/, advises: /does not exist/ },
      { args: mosaic('folder.tif'), code: 4, says: /folder\.tif \(EISDIR\)/, advises: /name a file/ },
      { args: mosaic('no-crs.tif'), code: 3, says: /no-crs\.tif has no usable georef/, advises: /CRS/ },
      { args: mosaic('@list.txt'), code: 4, says: /list\.txt \(ENOENT\)/, advises: /does not exist/ },
      { args: 'info nowhere.tif', code: 4, says: /nowhere\.tif/, advises: /does not exist/ },
      { args: 'convert text.tif -o OUT/o.tif', code: 3, says: /text\.tif/, advises: /GeoTIFF/ },
      { args: 'slope no-crs.tif -o OUT/o.tif', code: 3, says: /no-crs\.tif/, advises: /CRS/ },
      { args: 'hillshade zero.tif -o OUT/o.tif', code: 3, says: /zero\.tif/, advises: /again/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(refusal));
});

describe.concurrent('inputs that cannot be used or combined', () => {
  test.for(
    refusals([
      {
        args: 'mosaic empty-dem.tif -o OUT/o.tif',
        code: 3,
        says: /empty-dem\.tif has no valid sample/,
        advises: /nodata/,
      },
      {
        args: 'hillshade empty-dem.tif -o OUT/o.tif',
        code: 3,
        says: /empty-dem\.tif has no valid/,
        advises: /nodata/,
      },
      {
        args: 'slope empty-dem.tif -o OUT/o.tif',
        code: 3,
        says: /empty-dem\.tif has no valid/,
        advises: /nodata/,
      },
      {
        args: 'mosaic a.tif moon.tif -o OUT/o.tif',
        code: 3,
        says: /a\.tif is on Earth, moon\.tif on Moon/,
        advises: /by itself/,
      },
      {
        args: 'mosaic mars.tif mola.tif -o OUT/o.tif',
        code: 3,
        says: /mars\.tif \(3396190 .* mola\.tif \(3396000/,
        advises: /areoid/,
      },
      {
        args: 'mosaic moon.tif -o OUT/o.tif --crs EPSG:4326',
        code: 3,
        says: /Moon.*WGS 84/,
        advises: /one body/,
      },
      {
        args: 'mosaic a.tif egm96.tif -o OUT/o.tif',
        code: 3,
        says: /mixed: a\.tif \(unknown\) and egm96\.tif/,
        advises: /--vertical-datum.*--assume-vertical/,
      },
      {
        args: 'mosaic egm2008.tif egm96.tif -o OUT/o.tif',
        code: 3,
        says: /egm2008\.tif.*egm96\.tif/,
        advises: /--vertical-datum/,
      },
      {
        args: 'mosaic a.tif -o OUT/o.tif --vertical-datum ellipsoid',
        code: 3,
        says: /a\.tif does not say/,
        advises: /--assume-vertical/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --vertical-datum ellipsoid',
        code: 3,
        says: /egm2008\.tif.*EGM2008/,
        advises: /--geoid/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --vertical-datum ellipsoid --geoid a.tif',
        code: 3,
        says: /a\.tif is not a north-up grid of longitude/,
        advises: /gdalwarp/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --vertical-datum ellipsoid --geoid no.gtx',
        code: 4,
        says: /no\.gtx/,
        advises: /does not exist/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --geoid egm.gtx',
        code: 2,
        says: /egm\.gtx is of no use/,
        advises: /--vertical-datum/,
      },
      {
        args: 'mosaic a.tif -o OUT/o.tif --vertical-datum sealevel',
        code: 3,
        says: /"sealevel"/,
        advises: /EGM2008/,
      },
      {
        args: 'convert a.tif -o OUT/o.tif --dtype uint8',
        code: 4,
        says: /a\.tif holds .*, which uint8 cannot hold/,
        advises: /--dtype/,
      },
    ]),
  )('%s', ([, refusal]) => expectRefusal(refusal));
});

describe.concurrent('a grid that makes no sense', () => {
  const mosaic = (options: string) => `mosaic a.tif -o OUT/o.tif ${options}`;
  test.for(
    refusals([
      { args: mosaic('--bbox 0 0 10 10'), code: 3, says: /No input overlaps/, advises: /--bbox/ },
      {
        args: mosaic('--bbox 500000 3999000 500000 4000000'),
        code: 2,
        says: /no area/,
        advises: /xmin ymin xmax ymax/,
      },
      {
        args: mosaic('--bbox 501000 4000000 500000 3999000'),
        code: 2,
        says: /no area/,
        advises: /xmin ymin xmax ymax/,
      },
      {
        args: mosaic('--bbox 1 2 3'),
        code: 2,
        says: /--bbox needs 4 numbers, not "1 2 3"/,
        advises: /xmin ymin/,
      },
      { args: mosaic('--bbox nan 0 1 1'), code: 2, says: /--bbox needs 4 numbers/, advises: /xmin ymin/ },
      { args: mosaic('--tr 0'), code: 2, says: /--tr .*"0"/, advises: /pixel size/ },
      { args: mosaic('--tr -10'), code: 2, says: /--tr .*"-10"/, advises: /pixel size/ },
      { args: mosaic('--tr nan'), code: 2, says: /--tr cannot be "nan"/, advises: /pixel size/ },
      { args: mosaic('--tr 1e-9'), code: 2, says: /size/, advises: /whole numbers/ },
      { args: mosaic('--crs EPSG:999999'), code: 3, says: /EPSG:999999/, advises: /WKT/ },
      { args: mosaic('--crs nonsense'), code: 3, says: /"nonsense"/, advises: /EPSG:CODE/ },
      {
        args: 'convert a.tif -o OUT/o.tif --window 0 0 500 20',
        code: 2,
        says: /reaches outside a\.tif/,
        advises: /120 x 100/,
      },
    ]),
  )('%s', ([, refusal]) => expectRefusal(refusal));
});

describe.concurrent('an output that cannot be written', () => {
  test.for(
    refusals([
      {
        args: 'mosaic a.tif -o existing/o.tif',
        code: 2,
        says: /existing\/o\.tif exists/,
        advises: /--overwrite/,
      },
      {
        args: 'mosaic a.tif -o existing/p.tif',
        code: 2,
        says: /existing\/p\.json exists/,
        advises: /--overwrite/,
      },
      {
        args: 'mosaic a.tif -o a.tif --overwrite',
        code: 2,
        says: /a\.tif is also an input/,
        advises: /never changed/,
      },
      {
        args: 'slope a.tif -o ./a.tif --overwrite',
        code: 2,
        says: /a\.tif is also an input/,
        advises: /never changed/,
      },
      {
        args: 'mosaic a.tif -o missing/o.tif',
        code: 4,
        says: /missing \(ENOENT\)/,
        advises: /does not exist/,
      },
      {
        args: 'mosaic a.tif -o folder.tif --overwrite',
        code: 2,
        says: /folder\.tif is a folder/,
        advises: /file/,
      },
      {
        args: 'mosaic a.tif -o OUT/o.tif --report OUT/o.json',
        code: 2,
        says: /same name/,
        advises: /of its own/,
      },
      { args: 'mosaic a.tif', code: 2, says: /--output is missing/, advises: /GeoTIFF to write/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(refusal));

  test('leaves what stands there as it was', async () => {
    await cuesta(folder, 'mosaic', 'b.tif', '-o', 'existing/o.tif');
    expect(readFileSync(path('existing/o.tif'))).toEqual(readFileSync(path('a.tif')));
    expect(readFileSync(path('existing/p.json'), 'utf8')).toBe('{"mine": true}');
  });

  test.skipIf(process.getuid?.() === 0)('a read-only folder', async () => {
    mkdirSync(path('read-only'));
    chmodSync(path('read-only'), 0o555);
    await expectRefusal({
      args: 'mosaic a.tif -o read-only/o.tif',
      code: 4,
      says: /read-only/,
      advises: /permissions/,
    });
  });
});

describe.concurrent('an option that makes no sense', () => {
  const mosaic = (options: string) => `mosaic a.tif -o OUT/o.tif ${options}`;
  test.for(
    refusals([
      {
        args: mosaic('--memory 20MiB'),
        code: 2,
        says: /needs \d+ MiB of memory, and 20 MiB/,
        advises: /--memory \d+MiB/,
      },
      { args: mosaic('--memory lots'), code: 2, says: /"lots"/, advises: /4GiB/ },
      { args: mosaic('--tile-size 700'), code: 2, says: /--tile-size 700/, advises: /512, 1024/ },
      {
        args: mosaic('--threads two'),
        code: 2,
        says: /--threads must be a number, not "two"/,
        advises: /threads/,
      },
      { args: mosaic('--threads 0'), code: 2, says: /--threads must be greater than 0/, advises: /threads/ },
      { args: mosaic('--level 99'), code: 2, says: /--level must be at most 22/, advises: /deflate 1-9/ },
      { args: mosaic('--resampling sinc'), code: 2, says: /'sinc' is invalid/, advises: /--help/ },
      { args: mosaic('--feathr 50'), code: 2, says: /'--feathr'/, advises: /Did you mean --feather\?/ },
      { args: mosaic('--nodata none'), code: 2, says: /--nodata cannot be "none"/, advises: /nan/ },
      { args: 'mosiac a.tif', code: 2, says: /'mosiac'/, advises: /Did you mean mosaic\?/ },
      { args: 'mosaic', code: 2, says: /inputs/, advises: /--help/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(refusal));
});

test('an input without valid samples among others is a warning', async () => {
  const { code, stderr } = await cuesta(folder, 'mosaic', 'a.tif', 'empty-dem.tif', '-o', 'with-empty.tif');
  expect(code).toBe(0);
  expect(stderr).toMatch(/warn: empty-dem\.tif has no valid sample/);
  const sidecar = JSON.parse(readFileSync(path('with-empty.json'), 'utf8')) as {
    readonly warnings: string[];
  };
  expect(sidecar.warnings).toContainEqual(expect.stringContaining('empty-dem.tif'));
});

test('a product whose nodata value is a valid sample', async () => {
  write('sea.tif', { surface: (x) => (x < 500_500 ? 0 : 12) });
  await expectRefusal({
    args: 'mosaic sea.tif -o OUT/o.tif --nodata 0',
    code: 4,
    says: /nodata value 0/,
    advises: /choose another value/,
  });
});

describe.skipIf(!available('gdal')).concurrent('files that only GDAL can write', () => {
  beforeAll(() => {
    const program = `
import sys, numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
srs = osr.SpatialReference(); srs.ImportFromEPSG(32633)
def write(name, dtype, options=(), bands=1, turn=0):
    d = gdal.GetDriverByName('GTiff').Create(f'{sys.argv[1]}/{name}.tif', 120, 100, bands, dtype, list(options))
    d.SetProjection(srs.ExportToWkt()); d.SetGeoTransform((500000, 10, turn, 4000000, turn, -10))
    for i in range(bands): d.GetRasterBand(i + 1).WriteArray(np.random.default_rng(1).integers(1, 200, (100, 120)))
write('webp', gdal.GDT_Byte, ['COMPRESS=WEBP'], 3)
write('complex', gdal.GDT_CFloat32)
write('int64', gdal.GDT_Int64)
write('bands', gdal.GDT_Float32, bands=2)
write('rotated', gdal.GDT_Float32, turn=3)
write('deflate', gdal.GDT_Float32, ['COMPRESS=DEFLATE', 'TILED=YES', 'BLOCKXSIZE=64', 'BLOCKYSIZE=64'])`;
    run(python, ['-c', program, folder]);
    copyFileSync(path('deflate.tif'), path('truncated.tif'));
    truncateSync(path('truncated.tif'), Math.floor(0.6 * statSync(path('deflate.tif')).size));
  }, HOOK_TIMEOUT);
  const mosaic = (name: string) => `mosaic a.tif ${name} -o OUT/o.tif`;
  test.for(
    refusals([
      { args: mosaic('webp.tif'), code: 3, says: /webp\.tif uses WebP/i, advises: /gdal_translate/ },
      { args: mosaic('complex.tif'), code: 3, says: /complex\.tif holds complex/, advises: /amplitude/ },
      { args: 'convert complex.tif -o OUT/o.tif', code: 3, says: /complex\.tif/, advises: /amplitude/ },
      { args: 'convert int64.tif -o OUT/o.tif', code: 3, says: /int64.*int64\.tif/, advises: /--dtype/ },
      { args: mosaic('bands.tif'), code: 3, says: /bands\.tif has 2 bands/, advises: /gdal_translate -b 1/ },
      { args: 'slope bands.tif -o OUT/o.tif', code: 3, says: /bands\.tif has 2 bands/, advises: /-b 1/ },
      {
        args: 'hillshade rotated.tif -o OUT/o.tif',
        code: 3,
        says: /rotated\.tif is rotated/,
        advises: /cuesta convert rotated\.tif --crs EPSG:32633/,
      },
      {
        args: mosaic('truncated.tif'),
        code: 3,
        says: /truncated\.tif ends early/,
        advises: /truncated or damaged/,
      },
      { args: 'convert truncated.tif -o OUT/o.tif', code: 3, says: /truncated\.tif/, advises: /damaged/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(refusal));
});

/** A file system of our own that is too small: needs user namespaces, or root. */
const canMount = spawnSync('sh', ['-c', 'unshare -rm true']).status === 0;
if (!canMount) console.warn('skipping tests: unshare -rm is not permitted here');

test.skipIf(!canMount)('a full disk leaves no half-written product; with more space the run goes on', () => {
  write('noise.tif', { cols: 1100, rows: 600, surface: (x, y) => 1e3 * Math.sin(x * x * 7.7 + y * 13.3) });
  const mount = path('small-disk');
  mkdirSync(mount);
  const job = `${cuestaCommand} mosaic ${path('noise.tif')} -o ${mount}/o.tif --tile-size 512 --threads 1`;
  const script = [
    `mount -t tmpfs -o size=3m none ${mount} || exit 90`,
    `${job} >/dev/null; echo "first $?"; ls -A ${mount}`,
    `mount -o remount,size=20m ${mount}`,
    `${job}; echo "second $?"; ls -A ${mount}`,
  ].join('\n');
  const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8' });
  expect(stderr).toMatch(/error: Cannot write .*ENOSPC.*\n {2}The disk is full/);
  expect(stdout).toMatch(/^first 4\no\.tif\.cuesta-work\n/);
  expect(stdout).toMatch(/\d+ tiles \(\d+ reused\) in .*\n.*\nsecond 0\no\.json\no\.tif\n$/);
});
