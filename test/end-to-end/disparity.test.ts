import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StereoImage } from '../../src/stereo/image.js';
import { available, python, run } from '../support/requirements.js';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { cogProblems } from './support/gdal.js';

const [WIDTH, HEIGHT] = [420, 1300];

/** A textured pair whose left pixel (x, y) is the right pixel (x + d, y), in several sample types, and what is no pair. */
const GENERATE = `
import cv2, numpy as np, sys
from osgeo import gdal, osr
gdal.UseExceptions()
W, H = ${WIDTH}, ${HEIGHT}
rng = np.random.default_rng(7)
t = cv2.GaussianBlur(rng.standard_normal((H, W + 128)).astype('f4'), (0, 0), 1.1)
y, x = np.mgrid[0:H, 0:W].astype('f4')
d = 9 * np.sin(x / 70) * np.cos(y / 110) + 4
right = t[:, 64:64 + W]
left = cv2.remap(t, x + 64 + d, y, cv2.INTER_CUBIC)
grey = lambda a: np.clip(128 + 120 * a, 0, 255).astype('u1')
def write(name, bands, kind, nodata=None, crs=False):
    bands = bands if isinstance(bands, list) else [bands]
    f = gdal.GetDriverByName('GTiff').Create(name, bands[0].shape[1], bands[0].shape[0], len(bands), kind)
    for i, b in enumerate(bands):
        f.GetRasterBand(i + 1).WriteArray(b)
        if nodata is not None: f.GetRasterBand(i + 1).SetNoDataValue(nodata)
    if crs:
        s = osr.SpatialReference(); s.ImportFromEPSG(32633)
        f.SetProjection(s.ExportToWkt()); f.SetGeoTransform([5e5, 2, 0, 6e6, 0, -2])
d.astype('f4').tofile('truth.f32'); grey(left).tofile('left.u8'); grey(right).tofile('right.u8')
for name, a in (('left', left), ('right', right)):
    write(name + '-u8.tif', grey(a), gdal.GDT_Byte, crs=True)
    write(name + '-u16.tif', (1000 + 300 * a).astype('u2'), gdal.GDT_UInt16)
    holes = (0.01 * a).astype('f4'); holes[500:560, 100:180] = np.nan
    write(name + '-f32.tif', holes, gdal.GDT_Float32)
    phase = np.exp(1j * rng.uniform(0, 6.28, a.shape))
    write(name + '-cint16.tif', np.rint((400 + 100 * a).real * phase), gdal.GDT_CInt16)
    write(name + '-rgb.tif', [grey(a)] * 3, gdal.GDT_Byte)
for name, a in (('left', left), ('right', right)): write(name + '-cut.tif', grey(a)[:150, 100:260], gdal.GDT_Byte)
write('truth-cut.tif', d[:150, 100:260].astype('f4'), gdal.GDT_Float32)
write('small.tif', grey(left)[:, :-1], gdal.GDT_Byte)
write('flat.tif', np.full((H, W), 9, 'u1'), gdal.GDT_Byte)
write('nothing.tif', np.zeros((H, W), 'u1'), gdal.GDT_Byte, 0)
write('again.tif', [grey(left)], gdal.GDT_Byte)
write('two.tif', [grey(left)] * 2, gdal.GDT_Byte)
`;

const READ = `
import sys
from osgeo import gdal
import numpy as np
f = gdal.Open(sys.argv[1]); a = f.GetRasterBand(int(sys.argv[2])).ReadAsArray().astype('f4')
n = f.GetRasterBand(int(sys.argv[2])).GetNoDataValue()
a[a == n] = np.nan
a.tofile(sys.argv[3])
`;

interface Json {
  readonly statistics: { readonly completeness: number; readonly occluded: number };
  readonly outputs: readonly { readonly sha256: string }[];
}

describe.skipIf(!available('gdal', 'opencv'))('cuesta disparity', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);
  const floats = (name: string): Float32Array => new Float32Array(readFileSync(at(name)).buffer.slice(0));
  const bandOf = (path: string, band = 1): Float32Array => {
    run(python, ['-c', READ, at(path), String(band), at('band.f32')]);
    return floats('band.f32');
  };
  const pair = (type: string): string[] => [`left-${type}.tif`, `right-${type}.tif`];
  const RANGE = ['--range', '-16', '24'];
  let truth: Float32Array;

  beforeAll(() => {
    run('bash', ['-c', 'cd "$0" && "$1" -c "$2"', folder, python, GENERATE]);
    truth = floats('truth.f32');
  }, HOOK_TIMEOUT);

  /** Share of the pixels away from the sides and the holes within half a column of the truth. */
  function share(disparity: Float32Array): number {
    let [good, all] = [0, 0];
    for (const [p, d] of disparity.entries()) {
      const [x, y] = [p % WIDTH, Math.floor(p / WIDTH)];
      if (x < 24 || x >= WIDTH - 24 || (y > 480 && y < 580)) continue;
      all++;
      if (Math.abs(d - truth[p]) < 0.5) good++;
    }
    return good / all;
  }

  test.each(['u8', 'u16', 'f32', 'cint16', 'rgb'])('finds the disparities of %s images', async (type) => {
    await succeed(folder, 'disparity', ...pair(type), ...RANGE, '--levels', '3', '-o', `types-${type}.tif`);
    expect(share(bandOf(`types-${type}.tif`))).toBeGreaterThan(type === 'cint16' ? 0.95 : 0.985);
  });

  test.each([1, 4])(
    'with %d level(s), in strips, comes within 1/16 of a column of the untiled run',
    async (levels) => {
      const options = [...RANGE, '--levels', `${levels}`, '--threads', '2'];
      await succeed(folder, 'disparity', ...pair('u8'), ...options, '-o', `strips-${levels}.tif`);
      const plan = await succeed(
        folder,
        'disparity',
        ...pair('u8'),
        ...options,
        '-o',
        'plan.tif',
        '--dry-run',
      );
      expect(plan).toContain('level 0: 2');
      const compiled = <T>(path: string): Promise<T> =>
        import(new URL(`../../dist/${path}`, import.meta.url).href);
      const { matchPair } =
        await compiled<typeof import('../../src/stereo/match-pair.js')>('stereo/match-pair.js');
      const { matchStrip } =
        await compiled<typeof import('../../src/stereo/match-strip.js')>('stereo/match-strip.js');
      const { DEFAULT_MATCH } =
        await compiled<typeof import('../../src/stereo/options.js')>('stereo/options.js');
      const { createWasmCompute } =
        await compiled<typeof import('../../src/kernels/backends/wasm.js')>('kernels/backends/wasm.js');
      const wasm = createWasmCompute();
      const view = (name: string): StereoImage => ({
        width: WIDTH,
        height: HEIGHT,
        samples: new Uint8Array(readFileSync(at(name))),
      });
      const settings = {
        ...DEFAULT_MATCH,
        least: -16,
        greatest: 24,
        levels,
        search: 4,
        volumeBytes: 2 ** 30,
        atOnce: 1,
      };
      const whole = await matchPair(view('left.u8'), view('right.u8'), settings, (job) =>
        matchStrip(job, wasm),
      );
      await wasm.close();
      const found = bandOf(`strips-${levels}.tif`);
      const same = found.filter(
        (d, p) => Object.is(d, whole.disparity[p]) || Math.abs(d - whole.disparity[p]) <= 1 / 16,
      );
      expect(same.length / found.length).toBeGreaterThan(0.999);
    },
  );

  test('writes the same bytes with any number of threads, as COGs, with sidecars and nothing left over', async () => {
    const hashes = [];
    for (const threads of ['1', '2']) {
      const output = `bytes-${threads}.tif`;
      const options = [
        ...RANGE,
        '--threads',
        threads,
        '--classes',
        '--confidence',
        '--report',
        `r${threads}.html`,
      ];
      const fixed = ['--memory', threads === '1' ? '600MiB' : '3GiB'];
      const json = await succeedJson<Json>(
        folder,
        'disparity',
        ...pair('u8'),
        ...options,
        ...fixed,
        '-o',
        output,
      );
      hashes.push(json.outputs.map(({ sha256 }) => sha256));
      expect(json.statistics.completeness).toBeGreaterThan(0.93);
    }
    expect(hashes[0]).toEqual(hashes[1]);
    for (const name of ['bytes-1', 'bytes-1_classes', 'bytes-1_confidence']) {
      expect(cogProblems(at(`${name}.tif`))).toEqual([]);
      expect(existsSync(at(`${name}.json`))).toBe(true);
    }
    const [disparity, classes, ratio, difference, rivals] = [
      bandOf('bytes-1.tif'),
      bandOf('bytes-1_classes.tif'),
      ...[1, 2, 3].map((band) => bandOf('bytes-1_confidence.tif', band)),
    ];
    for (const [p, d] of disparity.entries()) {
      expect(Number.isNaN(d)).toBe(classes[p] !== 1);
      if (classes[p] === 1) expect(difference[p]).toBeLessThanOrEqual(1);
    }
    expect(ratio.every((r) => r >= 0 && r <= 1)).toBe(true);
    expect(rivals.filter((n) => n === 0).length / rivals.length).toBeGreaterThan(0.8);
    expect(readFileSync(at('r1.html'), 'utf8')).toContain('data:image/png');
    expect(readdirSync(folder).filter((name) => name.includes('cuesta-work'))).toEqual([]);
  });

  interface Searched extends Json {
    readonly search: {
      readonly best: { readonly p1: number; readonly p2: number; readonly completeness: number };
      readonly trials: readonly { readonly completeness: number }[];
    };
  }

  test('--tune finds the penalties that match most, and matches with them', async () => {
    const cut = ['left-cut.tif', 'right-cut.tif', ...RANGE, '--factor', '8'];
    const { search, statistics } = await succeedJson<Searched>(
      folder,
      'disparity',
      ...cut,
      '--tune',
      '-o',
      'tuned.tif',
    );
    const { p1, p2, completeness } = search.best;
    expect(search.trials.length).toBeGreaterThan(140);
    expect(completeness).toBe(Math.max(...search.trials.map((trial) => trial.completeness)));
    expect(statistics.completeness).toBeCloseTo(completeness, 12);
    const chosen = ['--p1', `${p1}`, '--p2', `${p2}`];
    const again = await succeedJson<Json>(folder, 'disparity', ...cut, ...chosen, '-o', 'chosen.tif');
    expect(again.statistics).toEqual(statistics);
  });

  test('--method ncc --tune finds the threshold closest to a reference', async () => {
    const cut = ['left-cut.tif', 'right-cut.tif', ...RANGE, '--method', 'ncc'];
    const tuned = [...cut, '--tune', '--reference', 'truth-cut.tif', '-o', 'ncc.tif'];
    const { search } = await succeedJson<{
      readonly search: {
        readonly best: { readonly rmse: number };
        readonly trials: readonly { readonly rmse: number | null }[];
      };
    }>(folder, 'disparity', ...tuned);
    expect(search.best.rmse).toBeLessThan(4);
    for (const { rmse } of search.trials)
      if (rmse !== null) expect(search.best.rmse).toBeLessThanOrEqual(rmse);
    const { code, stderr } = await cuesta(folder, 'disparity', ...cut, '--tune', '-o', 'never.tif');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/against a reference/)]);
  });

  test('refuses what is no pair, and says why', async () => {
    const fails = async (args: readonly string[], code: number, message: RegExp): Promise<void> => {
      const outcome = await cuesta(folder, 'disparity', ...args, '-o', 'never.tif');
      expect(outcome.stderr).toMatch(message);
      expect(outcome.code).toBe(code);
    };
    const left = 'left-u8.tif';
    await fails([left, left, ...RANGE], 3, /same image/);
    await fails([left, 'again.tif', ...RANGE], 3, /hold the same image/);
    await fails([left, 'small.tif', ...RANGE], 3, /420 x 1300 and 419 x 1300/);
    await fails([left, 'nothing.tif', ...RANGE], 3, /nothing\.tif has no valid sample/);
    await fails([left, 'flat.tif', ...RANGE], 3, /flat\.tif have the same grey value/);
    await fails([left, 'two.tif', ...RANGE], 3, /2 bands/);
    await fails([left, 'right-u8.tif', '--range', '9', '3'], 2, /not a range/);
    await fails([left, 'right-u8.tif', '--range', '900', '950'], 2, /stays within 420 columns/);
    await fails([left, 'right-u8.tif', ...RANGE, '--p2', '5'], 2, /less than P1/);
    await fails([left, 'right-u8.tif', ...RANGE, '--memory', '100MiB'], 2, /needs .* of memory/);
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });
});
