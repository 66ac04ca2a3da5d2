import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { available } from '../support/requirements.js';
import { cuesta, listing, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, writeDem } from './support/dem-file.js';
import { gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

interface Row {
  readonly label: string;
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly rmse: number;
  readonly nmad: number;
}

interface Result {
  readonly comparisons: readonly {
    readonly statistics: { readonly count: number; readonly rmse: number };
    readonly similarity: {
      readonly heightRange: number;
      readonly psnr: number;
      readonly ssim: number | null;
      readonly resolution: { readonly wavelength: number | null } | null;
    };
    readonly strata: readonly { readonly by: string; readonly strata: readonly Row[] }[];
    readonly uncertainty: {
      readonly variogram: readonly unknown[];
      readonly model: { readonly structures: readonly { readonly range: number }[] };
      readonly mean: readonly {
        readonly area: number;
        readonly sigma: number;
        readonly effectiveSamples: number;
      }[];
    } | null;
    readonly directions: {
      readonly along: { readonly std: number };
      readonly across: { readonly std: number };
    } | null;
  }[];
}

const SIDE = { cols: 700, rows: 560, x: 400_000, y: 5_200_000, pixel: 10 };
/** Exponential covariance exp(-h / SCALE): 95 % of the sill at three times this distance in metres. */
const SCALE = 50;
const rng = createRng(6);
/** Waves with the spectrum of this covariance (Shinozuka & Jan 1972), of which the sum is nearly normal. */
const waves = Array.from({ length: 80 }, () => {
  const [number, angle] = [Math.sqrt(1 / (1 - rng.next()) ** 2 - 1) / SCALE, 2 * Math.PI * rng.next()];
  return { x: number * Math.cos(angle), y: number * Math.sin(angle), phase: 2 * Math.PI * rng.next() };
});
/** Errors of 1.2 m. */
const rough = (x: number, y: number): number => {
  let sum = 0;
  for (const wave of waves) sum += Math.cos(wave.x * (x - SIDE.x) + wave.y * (y - SIDE.y) + wave.phase);
  return 1.2 * Math.sqrt(2 / waves.length) * sum;
};
const error = (x: number, y: number): number => rough(x, y) + (x > 403_000 ? 3 : 0);

writeDem(at('reference.tif'), { ...SIDE, surface: hills });
writeDem(at('tested.tif'), {
  ...SIDE,
  nodata: -9999,
  surface: (x, y) => (y > 5_199_500 ? Number.NaN : hills(x, y) + error(x, y)),
});
writeDem(at('better.tif'), { ...SIDE, surface: (x, y) => hills(x, y) + error(x, y) / 10 });
// Coarser, and smaller than the DEMs: what it does not reach is not stable.
writeDem(at('mask.tif'), {
  cols: 40,
  rows: 40,
  x: 400_000,
  y: 5_200_000,
  pixel: 100,
  surface: (x) => (x < 403_000 ? 1 : 0),
});
writeDem(at('classes.tif'), {
  ...SIDE,
  surface: (x, y) => (x < 402_000 ? 10 : y > 5_197_000 ? 523 : Number.NaN),
});

const strata = ['--mask', 'mask.tif', '--classes', 'classes.tif', '--by-aspect'];

describe('compare by strata', () => {
  test.skipIf(!available('gdal'))('gives what numpy finds for mask, classes and aspect', async () => {
    const { comparisons } = await succeedJson<Result>(
      folder,
      'compare',
      'tested.tif',
      '--reference',
      'reference.tif',
      ...strata,
    );
    const found = comparisons[0]!.strata;
    expect(found.map(({ by }) => by)).toEqual(['aspect', 'mask', 'class']);
    const oracle = gdalJson<Row[][]>(
      `
import os; os.chdir(sys.argv[1])
read = lambda p: gdal.Open(p).ReadAsArray().astype('f8')
t, r, c = (read(p + '.tif') for p in ('tested', 'reference', 'classes')); t[t == -9999] = np.nan; dh = (t - r).astype('f4').astype('f8')
dem = lambda kind, **k: gdal.DEMProcessing('', gdal.Open('reference.tif'), kind, format='MEM', **k).ReadAsArray().astype('f8')
slope, aspect = dem('slope'), dem('aspect'); octant = np.where(slope < 1, 8, np.round(aspect / 45) % 8); octant[slope < 0] = 99
y = 5199995 - 10 * np.arange(560)[:, None] + np.zeros((560, 700)); x = 400005 + 10 * np.arange(700)[None, :] + np.zeros((560, 700))
stable = (x < 403000) & (y > 5196000)
def row(label, where):
    e = dh[where & np.isfinite(dh)]; m = float(np.median(e)) if e.size else 0
    return {'label': label, 'count': int(e.size), 'mean': float(e.mean()) if e.size else 0, 'median': m,
      'rmse': float(np.sqrt((e ** 2).mean())) if e.size else 0, 'nmad': 1.4826 * float(np.median(np.abs(e - m))) if e.size else 0}
print(json.dumps([[row(n, octant == i) for i, n in enumerate('N NE E SE S SW W NW flat'.split())],
  [row('stable', stable), row('not stable', ~stable)], [row('10', c == 10), row('523', c == 523)]]))`,
      folder,
    );
    for (const [i, { strata: rows }] of found.entries()) {
      for (const [k, expected] of oracle[i]!.entries()) {
        const row = rows[k]!;
        expect(row.label).toBe(expected.label);
        // Float32 gradients on the edge of two octants may fall either way.
        expect(Math.abs(row.count - expected.count), row.label).toBeLessThanOrEqual(i === 0 ? 30 : 0);
        for (const key of ['mean', 'median', 'rmse', 'nmad'] as const) {
          if (expected.count > 0)
            expect(row[key], `${row.label} ${key}`).toBeCloseTo(expected[key], i === 0 ? 1 : 4);
        }
      }
    }
  });

  test('refuses more classes than anybody reads', async () => {
    writeDem(at('many.tif'), { ...SIDE, surface: (x) => Math.floor((x - SIDE.x) / 70) });
    const { code, stderr } = await cuesta(
      folder,
      ...['compare', 'tested.tif', '--reference', 'reference.tif', '--classes', 'many.tif'],
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/raster of classes has 100 classes/);
  });
});

test.each([
  ['has no valid sample', () => Number.NaN],
  ['is 0 everywhere', () => 0],
  ['lies elsewhere', null],
])('a mask that %s is refused by name', async (_, surface) => {
  const far = { cols: 40, rows: 40, x: 900_000, y: 5_000_000, pixel: 100, surface: () => 1 };
  const near = { cols: 200, rows: 200, x: 395_000, y: 5_205_000, pixel: 100, nodata: -9999 };
  writeDem(join(folder, 'nothing.tif'), surface === null ? far : { ...near, surface });
  for (const more of [[], ['--align']]) {
    const args = ['compare', 'tested.tif', '--reference', 'reference.tif', '--mask', 'nothing.tif', ...more];
    const { code, stderr } = await cuesta(folder, ...args, '-o', 'never');
    expect([code, stderr.match(/nothing\.tif calls nothing stable/)?.length]).toEqual([3, 1]);
  }
  expect(existsSync(join(folder, 'never/compare.json'))).toBe(false);
});

describe('uncertainty and similarity', () => {
  test('the range of the errors, the same numbers again, and a report that shows them', async () => {
    const args = [
      'compare',
      'tested.tif',
      '--reference',
      'reference.tif',
      '--uncertainty',
      '--similarity',
      '--mask',
      'mask.tif',
      '--direction',
      '90',
    ];
    const { comparisons } = await succeedJson<Result>(folder, ...args, '-o', 'check');
    const { uncertainty, similarity, statistics, directions } = comparisons[0]!;
    // One set of waves is only about the covariance it was drawn from.
    const range = uncertainty!.model.structures.at(-1)!.range;
    expect(range).toBeGreaterThan(0.6 * 3 * SCALE);
    expect(range).toBeLessThan(1.7 * 3 * SCALE);
    const { area, effectiveSamples } = uncertainty!.mean.at(-1)!;
    expect(area).toBe(statistics.count * 100);
    const related = 2 * Math.PI * SCALE ** 2;
    expect(effectiveSamples / (area / related)).toBeGreaterThan(0.4);
    expect(effectiveSamples / (area / related)).toBeLessThan(2.5);
    // The step of 3 m halfway along the grid, and what is left of the errors in the mean over a column.
    expect(directions!.along.std).toBeGreaterThan(1.4);
    expect(directions!.along.std).toBeLessThan(1.7);
    expect(directions!.across.std).toBeLessThan(0.5);
    expect(similarity.psnr).toBeCloseTo(20 * Math.log10(similarity.heightRange / statistics.rmse), 9);
    expect(similarity.ssim).toBeGreaterThan(0.5);
    expect(similarity.ssim).toBeLessThan(1);
    const again = await succeedJson<Result>(folder, ...args, '--threads', '1', '--tile-size', '512');
    expect(again.comparisons[0]!.uncertainty).toEqual(uncertainty);
    expect(again.comparisons[0]!.similarity).toEqual(similarity);
    const report = readFileSync(at('check/report.html'), 'utf8');
    for (const words of [
      'Variogram of standardised dh',
      'Effective samples',
      'SSIM',
      'not stable',
      'Across 90°',
    ])
      expect(report).toContain(words);
    expect(await listing(at('check'))).toEqual([
      'compare.json',
      'report.html',
      'tested_dh.json',
      'tested_dh.tif',
    ]);
  });

  test('several DEMs stand in one table with their similarity', async () => {
    const text = await succeed(
      folder,
      'compare',
      'tested.tif',
      'better.tif',
      '--reference',
      'reference.tif',
      '--similarity',
    );
    const [heading, tested, better] = text.split('\n').slice(2) as [string, string, string];
    expect(heading).toMatch(/RMSE.*PSNR dB +SSIM/);
    const ssim = (line: string) => Number(/(0\.\d{4}|1\.0000)(?= +\S+$|$)/.exec(line)![1]);
    expect(ssim(better)).toBeGreaterThan(ssim(tested));
  });
});

describe('--assert', () => {
  test('leaves a good comparison alone and ends a bad one with 4, its files written', async () => {
    const args = ['compare', 'tested.tif', 'better.tif', '--reference', 'reference.tif'];
    await succeed(folder, ...args, '--assert', 'rmse<5', '--assert', 'psnr>10');
    const { code, stderr } = await cuesta(folder, ...args, '-o', 'asserted', '--assert=rmse<0.5');
    expect(code).toBe(4);
    expect(stderr).toMatch(/error: tested\.tif: rmse is [\d.]+, not rmse<0\.5\./);
    expect(stderr).not.toMatch(/better\.tif: rmse/);
    expect(await listing(at('asserted'))).toContain('report.html');
  });

  test('refuses what it does not understand before anything is read', async () => {
    const { code, stderr } = await cuesta(
      folder,
      'compare',
      'no.tif',
      '--reference',
      'no.tif',
      '--assert',
      'rsme<2',
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/--assert cannot be "rsme<2"/);
  });
});
