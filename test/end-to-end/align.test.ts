import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, python, run } from '../support/requirements.js';
import { cuesta, listing, startCuesta, succeedJson, temporaryFolder } from './support/cuesta.js';
import { projectedKeys, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);
const distort = join(import.meta.dirname, 'support/distort-dem.py');

type Vector = readonly [number, number, number];

interface Statistics {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly nmad: number;
}

interface Result {
  readonly method: string;
  readonly shift: { readonly cols: number; readonly rows: number; readonly up: number };
  readonly translationNed: Vector;
  readonly rotationDeg: number;
  readonly sigma: {
    readonly eastMetres: number;
    readonly northMetres: number;
    readonly upMetres: number;
  } | null;
  readonly search: { readonly reliable: boolean; readonly rangeEastMetres: number } | null;
  readonly points: { readonly stable: number; readonly control: Control | null };
  readonly before: { readonly heldOut: Statistics };
  readonly after: { readonly fit: Statistics; readonly heldOut: Statistics };
  readonly warnings: readonly string[];
}

interface Control {
  readonly read: number;
  readonly screened: { readonly removed: number } | null;
}

interface TransformFile {
  readonly matrix: readonly (readonly number[])[];
  readonly inverse: readonly (readonly number[])[];
}

interface Truth {
  readonly matrix: readonly (readonly number[])[];
  readonly centre: Vector;
  readonly enu: readonly Vector[];
}

const apply = (m: readonly (readonly number[])[], p: Vector): Vector =>
  m.slice(0, 3).map((r) => r[0] * p[0] + r[1] * p[1] + r[2] * p[2] + r[3]) as unknown as Vector;

const difference = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Degrees between two rotations. */
function angleBetween(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  let squares = 0;
  for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) squares += (a[r][c] - b[r][c]) ** 2;
  // Frobenius norm of a small difference of rotations: sqrt(2) times the angle.
  return (Math.sqrt(squares / 2) * 180) / Math.PI;
}

describe.skipIf(!available('data', 'gdal'))('on the SRTM pair with a published alignment', () => {
  const reference = data('coreg-srtm/srtm_ref.tif');
  const source = data('coreg-srtm/srtm_blurred_and_shifted.tif');

  test('finds 3 columns, 5 rows and 1.8 cm, moves the DEM there, and says so in files', async () => {
    const args = ['align', source, '--reference', reference, '-o', at('srtm.tif')];
    const more = ['--report', at('srtm.html'), '--transform-out', at('srtm-transform.json')];
    const found = await succeedJson<Result>(folder, ...args, ...more);
    expect(Math.abs(found.shift.cols - 3)).toBeLessThan(0.05);
    expect(Math.abs(found.shift.rows - 5)).toBeLessThan(0.05);
    // dh = source - reference is +0.0177 m: the source has to go down.
    expect(Math.abs(found.shift.up + 0.0177)).toBeLessThan(0.005);
    expect(found.search?.reliable).toBe(true);
    expect(found.search?.rangeEastMetres).toBeGreaterThan(10_000);
    expect(found.before.heldOut.nmad).toBeGreaterThan(70);
    expect(found.after.heldOut.nmad).toBeLessThan(5);
    expect(found.warnings).toEqual([]);
    const script = `
import sys, numpy as np
from osgeo import gdal
r, g = gdal.Open(sys.argv[1]), gdal.Open(sys.argv[2])
rt, gt = r.GetGeoTransform(), g.GetGeoTransform()
c, w = (gt[0] - rt[0]) / rt[1], (gt[3] - rt[3]) / rt[5]
assert abs(c - round(c)) < 1e-6 and abs(w - round(w)) < 1e-6
c, w = round(c), round(w)
a = g.ReadAsArray()[: 1000 - w, : 1000 - c]
d = (a - r.ReadAsArray()[w : w + a.shape[0], c : c + a.shape[1]])[a != -9999]
print(d.mean(), 1.4826 * np.median(abs(d - np.median(d))), d.size)`;
    const [mean, nmad, size] = run(python, ['-c', script, reference, at('srtm.tif')])
      .split(' ')
      .map(Number);
    expect(Math.abs(mean!)).toBeLessThan(0.02);
    expect(nmad).toBeLessThan(5);
    expect(size).toBeGreaterThan(980_000);
    const { matrix, inverse } = JSON.parse(readFileSync(at('srtm-transform.json'), 'utf8')) as TransformFile;
    const p: Vector = [3748605.68, 3192053.57, 4043787.66];
    expect(Math.hypot(...difference(apply(inverse, apply(matrix, p)), p))).toBeLessThan(1e-6);
    expect(readFileSync(at('srtm.html'), 'utf8')).toContain('held out');
    expect((JSON.parse(readFileSync(at('srtm.json'), 'utf8')) as { metrics: Result }).metrics.shift).toEqual(
      found.shift,
    );
  });

  test.each(['icp-plane', 'icp-point'])('%s finds the same shift and height', async (method) => {
    const args = [
      'align',
      source,
      '--reference',
      reference,
      '-o',
      at(`srtm-${method}.tif`),
      '--method',
      method,
    ];
    const found = await succeedJson<Result>(folder, ...args, '--samples', '1000000');
    expect(Math.abs(found.shift.cols - 3)).toBeLessThan(0.05);
    expect(Math.abs(found.shift.rows - 5)).toBeLessThan(0.05);
    expect(Math.abs(found.shift.up + 0.0177)).toBeLessThan(0.005);
  });

  test('gives the same bytes with other tiles and threads, and after a kill', async () => {
    const args = (name: string) => [
      'align',
      source,
      '--reference',
      reference,
      '-o',
      at(name),
      '--samples',
      '100000',
    ];
    await succeedJson(folder, ...args('one.tif'), '--executor', 'sequential', '--tile-size', '1024');
    await succeedJson(folder, ...args('two.tif'), '--threads', '2', '--tile-size', '512');
    expect(readFileSync(at('two.tif')).equals(readFileSync(at('one.tif')))).toBe(true);
    const { child, ended } = startCuesta(folder, [
      ...args('killed.tif'),
      '--threads',
      '1',
      '--tile-size',
      '512',
    ]);
    child.stderr!.on('data', (text: string) => {
      if (text.includes('align tiles')) child.kill('SIGKILL');
    });
    await ended;
    await succeedJson(folder, ...args('killed.tif'), '--threads', '1', '--tile-size', '512');
    expect(readFileSync(at('killed.tif')).equals(readFileSync(at('one.tif')))).toBe(true);
    expect((await listing(folder)).filter((name) => name.endsWith('.cuesta-work'))).toEqual([]);
  });

  test('goes on from a transform, in the text form too, and moves further DEMs by it alone', async () => {
    const first = ['align', source, '--reference', reference, '-o', at('text.tif'), '--samples', '100000'];
    const found = await succeedJson<Result>(
      folder,
      ...first,
      '--transform-out',
      at('text-transform.txt'),
      '--apply',
      reference,
    );
    const other = ['align', reference, '--reference', reference, '-o', at('none.tif'), '--method', 'none'];
    const again = await succeedJson<Result>(
      folder,
      ...other,
      '--initial-transform',
      at('text-transform.txt'),
    );
    expect(again.translationNed[0]).toBeCloseTo(found.translationNed[0], 3);
    expect(readFileSync(at('none.tif')).equals(readFileSync(at('srtm_ref_aligned.tif')))).toBe(true);
    const third = ['align', source, '--reference', reference, '-o', at('third.tif'), '--samples', '100000'];
    const refined = await succeedJson<Result>(
      folder,
      ...third,
      '--initial-transform',
      at('text-transform.txt'),
    );
    expect(refined.search).toBeNull();
    expect(refined.shift.cols).toBeCloseTo(found.shift.cols, 2);
    expect(refined.shift.rows).toBeCloseTo(found.shift.rows, 2);
  });
});

describe.skipIf(!available('data', 'gdal'))('on real terrain with a known motion', () => {
  const reference = data('coreg-svalbard/DEM_1995.tif');
  const make = (name: string, options: object): Truth =>
    JSON.parse(
      run(python, [
        distort,
        reference,
        at(name),
        JSON.stringify({ window: [300, 200, 600, 500], ...options }),
      ]),
    ) as Truth;

  test.each(['nuth-kaab', 'icp-plane', 'icp-point'])(
    '%s recovers a translation within 0.05 px',
    async (method) => {
      const name = `shift-${method}.tif`;
      make(name, { move: [47.3, -31.9, 6.2], noise: 2, seed: 3 });
      const args = ['align', at(name), '--reference', reference, '-o', at(`out-${name}`), '--method', method];
      const { translationNed, sigma } = await succeedJson<Result>(folder, ...args);
      const errors = [translationNed[0] + 31.9, translationNed[1] - 47.3, translationNed[2] + 6.2];
      expect(Math.abs(errors[0])).toBeLessThan(1);
      expect(Math.abs(errors[1])).toBeLessThan(1);
      expect(Math.abs(errors[2])).toBeLessThan(0.05);
      // Two-sided: the reported precision is neither a fiction nor a shrug.
      expect(Math.abs(errors[0])).toBeLessThan(4 * sigma!.northMetres);
      expect(Math.abs(errors[1])).toBeLessThan(4 * sigma!.eastMetres);
      expect(sigma!.northMetres).toBeLessThan(0.1);
    },
  );

  test.each(['icp-plane', 'icp-point'])('%s recovers a rotation within 0.01 degrees', async (method) => {
    const name = `turn-${method}.tif`;
    const truth = make(name, { move: [47.3, -31.9, 6.2], turn: [0.03, -0.02, 0.15], noise: 2, seed: 4 });
    const out = at(`out-${name}`);
    const args = [
      'align',
      at(name),
      '--reference',
      reference,
      '-o',
      out,
      '--method',
      method,
      '--grid',
      'reference',
    ];
    const file = at(`${method}-transform.json`);
    const found = await succeedJson<Result>(folder, ...args, '--transform-out', file);
    const { matrix } = JSON.parse(readFileSync(file, 'utf8')) as TransformFile;
    expect(angleBetween(matrix, truth.matrix)).toBeLessThan(0.01);
    const off = difference(apply(matrix, truth.centre), apply(truth.matrix, truth.centre));
    expect(Math.hypot(...off)).toBeLessThan(1);
    expect(found.after.heldOut.nmad).toBeLessThan(2.2);
    // The product itself, by GDAL: only the noise is left of 13 m.
    const script = `
import sys, numpy as np
from osgeo import gdal
a, r = (gdal.Open(p).ReadAsArray() for p in sys.argv[1:3])
d = (a - r)[(a != -9999) & (r > -1e4)]
print(np.median(d), 1.4826 * np.median(abs(d - np.median(d))), d.size)`;
    const [median, nmad, size] = run(python, ['-c', script, out, reference]).split(' ').map(Number);
    expect(Math.abs(median!)).toBeLessThan(0.05);
    expect(nmad).toBeLessThan(2.1);
    expect(size).toBeGreaterThan(290_000);
  });

  test('a tilt is found as a plane, and beside a shift too', async () => {
    make('tilt.tif', { plane: [4, -7], noise: 1, seed: 5 });
    const tilt = [
      'align',
      at('tilt.tif'),
      '--reference',
      reference,
      '-o',
      at('tilt-out.tif'),
      '--method',
      'tilt',
    ];
    const flat = await succeedJson<Result>(folder, ...tilt);
    expect(flat.before.heldOut.nmad).toBeGreaterThan(2);
    expect(flat.after.heldOut.nmad).toBeLessThan(1.1);
    make('both.tif', { plane: [4, -7], move: [25, 10, 0], noise: 1, seed: 6 });
    const both = [
      'align',
      at('both.tif'),
      '--reference',
      reference,
      '-o',
      at('both-out.tif'),
      '--deramp-order',
      '1',
    ];
    const found = await succeedJson<Result>(folder, ...both);
    expect(Math.abs(found.translationNed[1] - 25)).toBeLessThan(1);
    expect(found.after.heldOut.nmad).toBeLessThan(1.1);
  });

  test('stable terrain alone decides where the rest has moved', async () => {
    make('stable.tif', { move: [20, 10, 1], noise: 1, seed: 7 });
    const script = `
import sys, numpy as np
from osgeo import gdal
d = gdal.Open(sys.argv[1], gdal.GA_Update)
a = d.ReadAsArray()
mask = np.ones(a.shape, np.uint8)
a[:, :330] += 40
mask[:, :330] = 0
d.GetRasterBand(1).WriteArray(a)
m = gdal.GetDriverByName('GTiff').Create(sys.argv[2], a.shape[1], a.shape[0], 1)
m.SetGeoTransform(d.GetGeoTransform())
m.SetProjection(d.GetProjection())
m.GetRasterBand(1).WriteArray(mask)`;
    run(python, ['-c', script, at('stable.tif'), at('mask.tif')]);
    const args = ['align', at('stable.tif'), '--reference', reference, '-o', at('stable-out.tif')];
    const found = await succeedJson<Result>(folder, ...args, '--mask', at('mask.tif'));
    expect(Math.abs(found.translationNed[2] + 1)).toBeLessThan(0.05);
    expect(Math.abs(found.translationNed[1] - 20)).toBeLessThan(1);
  });

  test('control points align a DEM like a DEM does', async () => {
    make('points.tif', { move: [30, -20, 3], noise: 1, seed: 8 });
    const script = `
import sys, numpy as np
from osgeo import gdal, osr
d = gdal.Open(sys.argv[1])
a, gt = d.ReadAsArray(), d.GetGeoTransform()
s = d.GetSpatialRef(); s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
g = s.CloneGeogCS(); g.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
t = osr.CoordinateTransformation(s, g)
print('lon,lat,height')
for track in range(12):
    for k in range(450):
        c, r = 320 + 45 * track + k // 10, 220 + k
        lon, lat, _ = t.TransformPoint(gt[0] + (c + 0.5) * gt[1], gt[3] + (r + 0.5) * gt[5])
        h = a[r, c] + (300 if (track * 450 + k) % 50 == 7 else 0)
        print(f'{lon:.9f},{lat:.9f},{h:.4f}')`;
    writeFileSync(at('points.csv'), run(python, ['-c', script, reference]));
    const args = ['align', at('points.tif'), '--reference', at('points.csv'), '-o', at('points-out.tif')];
    const found = await succeedJson<Result>(folder, ...args);
    expect(found.points.control).toMatchObject({ read: 5400 });
    expect(found.points.control!.screened!.removed).toBeGreaterThanOrEqual(108);
    expect(Math.abs(found.translationNed[1] - 30)).toBeLessThan(2);
    expect(Math.abs(found.translationNed[0] + 20)).toBeLessThan(2);
    expect(Math.abs(found.translationNed[2] + 3)).toBeLessThan(0.3);
  });
});

describe('what cannot be aligned is refused or said', () => {
  const hills = (x: number, y: number) =>
    60 * Math.sin(x / 310) * Math.cos(y / 270) + 25 * Math.sin((x + 2 * y) / 530);
  const dem = (name: string, more: Partial<Parameters<typeof writeDem>[1]> = {}) =>
    writeDem(at(name), { cols: 200, rows: 180, x: 500000, y: 4000000, pixel: 20, surface: hills, ...more });
  const align = (source: string, reference: string, ...more: readonly string[]) =>
    cuesta(
      folder,
      'align',
      at(source),
      '--reference',
      at(reference),
      '-o',
      at('refused.tif'),
      '--overwrite',
      ...more,
    );

  test('no overlap, other bodies and datums, too few points', async () => {
    dem('here.tif');
    dem('there.tif', { x: 700000 });
    const apart = await align('there.tif', 'here.tif');
    expect(apart.code).toBe(3);
    expect(apart.stderr).toContain('do not overlap');
    dem('egm.tif', { geoKeys: projectedKeys(32633, 5773) });
    const mixed = await align('egm.tif', 'here.tif', '--assume-vertical', 'ellipsoid');
    expect(mixed.code).toBe(3);
    expect(mixed.stderr).toContain('Vertical datums are mixed');
    dem('scraps.tif', { surface: (x, y) => (x < 500300 && y > 3999700 ? hills(x, y) : Number.NaN) });
    const few = await align('scraps.tif', 'here.tif');
    expect(few.code).toBe(3);
    expect(few.stderr).toContain('stable points');
    expect((await listing(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  test('an iteration that may not end in time is no result', async () => {
    dem('hills.tif');
    dem('hills-shifted.tif', { x: 500090, surface: (x, y) => hills(x - 90, y) + 5 });
    const ended = await align(
      'hills-shifted.tif',
      'hills.tif',
      '--method',
      'icp-point',
      '--max-iterations',
      '1',
    );
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('did not settle');
  });

  test('flat ground, however noisy, gives a height and a warning', async () => {
    let state = 7;
    const noise = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32 - 0.5;
    };
    dem('flat-a.tif', { surface: () => 100 + noise() });
    dem('flat-b.tif', { surface: () => 107 + noise() });
    const args = ['align', at('flat-b.tif'), '--reference', at('flat-a.tif'), '-o', at('flat.tif')];
    const found = await succeedJson<Result>(folder, ...args);
    expect(found.method).toBe('vertical');
    expect(found.warnings.join(' ')).toContain('does not show the position in plan');
    expect(found.shift).toMatchObject({ cols: 0, rows: 0 });
    expect(found.shift.up).toBeCloseTo(-7, 1);
  });

  test('options that contradict each other', async () => {
    for (const [args, word] of [
      [['--method', 'none'], '--initial-transform'],
      [['--translation-only'], 'rotation'],
      [['--method', 'vertical', '--deramp-order', '2'], 'polynomial'],
      [['--slope-range', '40', '10'], 'slope range'],
    ] as const) {
      const { code, stderr } = await align('hills.tif', 'here.tif', ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(word);
    }
    const lost = await align('hills.tif', 'here.tif', '--method', 'tilt', '--transform-out', at('lost.txt'));
    expect(lost.code).toBe(2);
    expect(lost.stderr).toContain('.json');
  });
});
