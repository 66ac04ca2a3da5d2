import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, type Surface, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);

const at = { cols: 150, rows: 120, x: 500_000, y: 4_000_000, pixel: 10 };
const isGap = (x: number, y: number): boolean => Math.hypot((x % 500) - 200, (y % 400) - 150) < 45;
const gapped =
  (above: number, below: number): Surface =>
  (x, y) =>
    isGap(x, y) ? ((x + y) % 20 < 10 ? above : below) : hills(x, y);

beforeAll(() => {
  // The same ground, once with infinite samples and once with missing ones in their place.
  writeDem(out('infinite.tif'), { ...at, nodata: -9999, surface: gapped(Infinity, -Infinity) });
  writeDem(out('missing.tif'), { ...at, nodata: -9999, surface: gapped(Number.NaN, Number.NaN) });
  writeDem(out('other.tif'), { ...at, x: at.x + 300, surface: (x, y) => hills(x, y) + 2 });
}, HOOK_TIMEOUT);

const line = ['--line', '500005', '3999985', '501400', '3998900'];

test.each([
  ['slope.tif', ['slope', 'IN', '-o', 'OUT']],
  ['hillshade.tif', ['hillshade', 'IN', '-o', 'OUT']],
  ['tpi.tif', ['tpi', 'IN', '-o', 'OUT']],
  ['fill.tif', ['fill', 'IN', '-o', 'OUT', '--complete']],
  ['filter.tif', ['filter', 'IN', '-o', 'OUT', '--method', 'median']],
  ['relief.tif', ['relief', 'IN', '-o', 'OUT']],
  ['blend.tif', ['mosaic', 'IN', 'other.tif', '-o', 'OUT']],
  ['median.tif', ['mosaic', 'IN', 'other.tif', '-o', 'OUT', '--mode', 'median']],
  ['max.tif', ['mosaic', 'IN', 'other.tif', '-o', 'OUT', '--mode', 'max', '--hole-fill', '20']],
  ['warped.tif', ['convert', 'IN', '-o', 'OUT', '--tr', '13']],
  ['contours.geojson', ['contour', 'IN', '-o', 'OUT', '--interval', '10']],
])('infinite samples are missing ones: %s', async (name, args) => {
  const made = async (input: string): Promise<Buffer> => {
    const output = `${input}-${name}`;
    await succeed(folder, ...args.map((arg) => arg.replace(/^IN$/, `${input}.tif`).replace(/^OUT$/, output)));
    return readFileSync(out(output));
  };
  expect((await made('infinite')).equals(await made('missing'))).toBe(true);
});

test('infinite samples are missing ones: statistics, comparison, profile', async () => {
  interface Info {
    readonly statistics: readonly object[];
  }
  const info = async (name: string) =>
    (await succeedJson<Info>(folder, 'info', name, '--statistics')).statistics;
  expect(await info('infinite.tif')).toEqual(await info('missing.tif'));
  interface Compared {
    readonly comparisons: readonly { readonly statistics: object }[];
  }
  const compared = async (name: string) =>
    (await succeedJson<Compared>(folder, 'compare', name, '--reference', 'other.tif')).comparisons[0]!
      .statistics;
  expect(await compared('infinite.tif')).toEqual(await compared('missing.tif'));
  const profile = async (name: string): Promise<string> => {
    await succeed(folder, 'profile', `${name}.tif`, '-o', `${name}.csv`, ...line);
    return readFileSync(out(`${name}.csv`), 'utf8')
      .split('\n')
      .slice(1)
      .join('\n');
  };
  expect(await profile('infinite')).toBe(await profile('missing'));
});

test('a DEM of nothing but infinite samples has no valid sample', async () => {
  writeDem(out('nothing.tif'), { ...at, surface: () => Infinity });
  const { code, stderr } = await cuesta(folder, 'relief', 'nothing.tif', '-o', 'no.tif');
  expect([code, stderr.includes('nothing.tif has no valid sample')]).toEqual([3, true]);
});
