import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fullWindow, type Window } from '../../src/core/window.js';
import { openRaster } from '../../src/io/open.node.js';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { geographicKeys, hills, type Surface, sphereKeys, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const sha256 = (name: string) =>
  createHash('sha256')
    .update(readFileSync(path(name)))
    .digest('hex');

async function samples(name: string, window?: Window): Promise<Float32Array> {
  const source = await openRaster(path(name));
  try {
    return (await source.readRaster(window ?? fullWindow(source.info))).data;
  } finally {
    await source.close();
  }
}

const INPUTS = ['a', 'b', 'c'];
const BLEND = [
  ...'--priority-blending-length 15 --use-centerline-weights --no-border-blend --feather 30 --blur 2'.split(
    ' ',
  ),
  ...'--weight-list weights.txt --invert-weights --min-weight 0.2 --sigma-list sigmas.txt'.split(' '),
  ...'--nodata-threshold -50 --propagate-nodata --erode-length 1 --hole-fill-length 6'.split(' '),
  ...'--fill-search-radius 3 --fill-num-passes 2 --dem-blur-sigma 0.8 --ot Int16'.split(' '),
  ...'--save-index-map --count --sigma --uncertainty --save-dem-weight 1 --tif-tile-size 256'.split(' '),
];
const RASTERS = ['', '_source', '_count', '_sigma', '_uncertainty', '_weight'];

beforeAll(async () => {
  const holed: Surface = (x, y) =>
    Math.hypot((x % 1900) - 900, (y % 1700) - 800) < 40 ? Number.NaN : hills(x, y);
  const places = { a: [500_000, 4_000_000], b: [504_003, 3_998_004], c: [500_000, 3_996_000] } as const;
  for (const [k, name] of INPUTS.entries()) {
    const [x, y] = places[name as keyof typeof places];
    const place = { cols: 700 - 60 * k, rows: 600, x, y, pixel: 10 };
    writeDem(path(`${name}.tif`), { ...place, surface: (u, v) => holed(u, v) + 2 * k, nodata: -9999 });
    const coarse = { cols: 70 - 6 * k, rows: 60, x, y, pixel: 100 };
    writeDem(path(`w${name}.tif`), { ...coarse, surface: (u, v) => 1 + ((u + v) % 700) / 350 });
    writeDem(path(`s${name}.tif`), { ...coarse, surface: (u, v) => 1 + k + ((u - v) % 900) / 900 });
  }
  const list = (name: string, of: readonly string[], before: string) =>
    writeFileSync(path(name), of.map((input) => `${before}${input}.tif\n`).join(''));
  list('weights.txt', INPUTS, 'w');
  list('sigmas.txt', INPUTS, 's');
  list('sigmas-cab.txt', ['c', 'a', 'b'], 's');
  list('two.txt', ['a', 'b'], 'w');
  const moon = { cols: 8, rows: 8, x: 0, y: 0, pixel: 10, surface: hills };
  writeDem(path('moon.tif'), { ...moon, geoKeys: sphereKeys, geoDoubles: [1737400] });
  writeFileSync(path('moons.txt'), 'wa.tif\nmoon.tif\nwc.tif\n');
  await succeed(folder, 'mosaic', 'a.tif', 'b.tif', 'c.tif', '-o', 'all.tif', ...BLEND, '--quiet');
}, HOOK_TIMEOUT);

describe('the same bytes', () => {
  const everything = ['mosaic', 'a.tif', 'b.tif', 'c.tif', '--quiet', '--overwrite'];

  test.each([['--threads 1 --tile-size 256'], ['--executor sequential --tile-size 2048']])(
    'of every kind of blend option at once, %s',
    async (run) => {
      await succeed(folder, ...everything, '-o', 'again.tif', ...BLEND, ...run.split(' '));
      for (const name of RASTERS) expect(sha256(`again${name}.tif`), name).toBe(sha256(`all${name}.tif`));
    },
  );

  test('of whole blocks', async () => {
    const blocks = ['--block-max', '--block-size', '100', '--source'];
    await succeed(folder, ...everything, '-o', 'one.tif', ...blocks, '--tile-size', '512', '--threads', '2');
    await succeed(folder, ...everything, '-o', 'two.tif', ...blocks, '--executor', 'sequential');
    for (const name of ['', '_source']) expect(sha256(`two${name}.tif`)).toBe(sha256(`one${name}.tif`));
  });

  test('whatever the order of the inputs, with their standard errors', async () => {
    const grid = '--tr 10 --bbox 501000 3992000 509000 3999000 --quiet --uncertainty --sigma'.split(' ');
    const run = (output: string, sigmas: string, ...inputs: string[]) =>
      succeed(folder, 'mosaic', ...inputs, '-o', output, '--sigma-list', sigmas, ...grid);
    await run('abc.tif', 'sigmas.txt', 'a.tif', 'b.tif', 'c.tif');
    await run('cab.tif', 'sigmas-cab.txt', 'c.tif', 'a.tif', 'b.tif');
    for (const name of ['', '_uncertainty', '_sigma']) {
      expect(sha256(`cab${name}.tif`), name).toBe(sha256(`abc${name}.tif`));
    }
  });
});

test('files of a mosaic are its parts, and empty ones are not written', async () => {
  const tiles = ['--output-tile-size', '500', '--tile-list', '0 2 3'];
  const args = ['mosaic', 'a.tif', 'b.tif', 'c.tif', '-o', 'part.tif', ...BLEND, ...tiles];
  const { tiles: made } = await succeedJson<{
    readonly tiles: readonly { readonly tile: { readonly index: number; readonly window: Window } }[];
  }>(folder, ...args);
  expect(made.map(({ tile }) => tile.index)).toEqual([0, 2, 3]);
  for (const { tile } of made) {
    const name = `part-tile-${tile.index}`;
    const expected = await samples('all.tif', tile.window);
    if (expected.every(Number.isNaN)) {
      expect(existsSync(path(`${name}.tif`))).toBe(false);
      continue;
    }
    for (const of of RASTERS) {
      const [part, place] = [await samples(`${name}${of}.tif`), await samples(`all${of}.tif`, tile.window)];
      expect(
        part.findIndex((v, i) => !Object.is(v, place[i])),
        of,
      ).toBe(-1);
      expect(part).toHaveLength(place.length);
    }
  }
  expect(existsSync(path('part-tile-1.tif'))).toBe(false);
});

test('the grid of another raster', async () => {
  await succeed(
    folder,
    'mosaic',
    'a.tif',
    'b.tif',
    '-o',
    'on-w.tif',
    '--reference-grid',
    'wc.tif',
    '--quiet',
  );
  const [product, reference] = await Promise.all(
    ['on-w.tif', 'wc.tif'].map((name) => openRaster(path(name))),
  );
  expect([product!.info.width, product!.info.height]).toEqual([
    reference!.info.width,
    reference!.info.height,
  ]);
  expect(product!.info.georef!.transform).toEqual(reference!.info.georef!.transform);
  await product!.close();
  await reference!.close();
});

describe('refusals', () => {
  test.each([
    [2, '--priority 5 --mode median', /--priority and --mode median contradict each other: only a blend/],
    [2, '--uncertainty', /--uncertainty needs --sigma-list/],
    [2, '--weight-list two.txt', /--weight-list two\.txt names 2 rasters for 3 inputs/],
    [3, '--weight-list moons.txt', /moon\.tif is on Moon, b\.tif on Earth/],
    [3, '--reference-grid moon.tif', /the output is on Moon, a\.tif on Earth/],
    [4, '--sigma-list none.txt', /none\.txt/],
    [2, '--save-dem-weight 3', /--save-dem-weight 3 names no input/],
    [2, '--ot Byte --nodata -1', /--nodata -1 is no value of --ot byte/],
    [2, '--ot Float64', /--ot cannot be "Float64"/],
    [2, '--tif-compress packbits', /--compress cannot be "packbits"/],
    [2, '--tif-tile-size 100', /--tif-tile-size 100 100 cannot be the size of blocks/],
    [2, '--tile-index 0', /--tile-index needs --output-tile-size/],
    [2, '--georef-tile-size 3000 --tile-index 99', /--tile-index names file 99; the mosaic has \d+/],
  ])('exit code %d: %s', async (code, options, says) => {
    const args = ['mosaic', 'a.tif', 'b.tif', 'c.tif', '-o', 'no.tif', ...options.split(' ')];
    const refused = await cuesta(folder, ...args);
    expect(refused.stderr).toMatch(says);
    expect(refused.code).toBe(code);
    expect(existsSync(path('no.tif'))).toBe(false);
  });
});

test('a pole of longitudes and pixels that are not square', async () => {
  const cap = { cols: 360, rows: 40, x: -180, y: 90, pixel: 1, geoKeys: geographicKeys(4326) };
  writeDem(path('cap.tif'), { ...cap, surface: (_, lat) => 10 * lat });
  const grid = '--crs EPSG:3413 --tr 20000 40000 --bbox -400000 -400000 400000 400000 --quiet'.split(' ');
  await succeed(folder, 'mosaic', 'cap.tif', '-o', 'pole.tif', '-r', 'bilinear', ...grid);
  const heights = await samples('pole.tif');
  expect(heights).toHaveLength(40 * 20);
  // 400 km from the pole are 3.6 degrees.
  for (const h of heights) expect(h > 840 && h <= 900).toBe(true);
});
