import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { available } from '../support/requirements.js';
import {
  cuesta,
  HOOK_TIMEOUT,
  startCuesta,
  succeed,
  succeedJson,
  temporaryFolder,
} from './support/cuesta.js';
import { cogProblems, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** Small enough for a test, large enough for four tiles per scene. */
const BLOCK = ['simulate', 'stripes', '--orbits', '2', '--scenes', '2', '--width', '540', '--height', '560'];

interface Parameters {
  readonly scenes: readonly {
    readonly path: string;
    readonly orbit: number;
    readonly index: number;
    readonly plane: readonly number[];
    readonly height: readonly number[];
  }[];
  readonly laser: { readonly outliers: readonly { readonly track: number; readonly shot: number }[] };
}

interface Result {
  readonly outputs: readonly { readonly path: string; readonly width: number; readonly height: number }[];
  readonly laserPoints: number;
  readonly reused: number;
}

/** SHA-256 of every file that has to be the same again: all but the sidecars, which say how a run went. */
async function hashes(name: string): Promise<Record<string, string>> {
  const files = await readdir(at(name), { recursive: true });
  const kept = files.filter((file) => /\.(tif|csv)$|(job|true-parameters)\.json$/.test(file)).sort();
  const hash = (file: string) =>
    createHash('sha256')
      .update(readFileSync(at(name, file)))
      .digest('hex');
  return Object.fromEntries(kept.map((file) => [file, hash(file)]));
}

let result: Result;
beforeAll(async () => {
  result = await succeedJson<Result>(folder, ...BLOCK, '-o', 'block');
}, HOOK_TIMEOUT);

describe('cuesta simulate stripes', () => {
  test('writes the files that belong together, and says so', async () => {
    const job = readJson<{
      scenes: readonly { path: string; orbit: number; index: number }[];
      reference: { path: string };
      control: { path: string };
    }>(at('block', 'job.json'));
    expect(job.scenes.map(({ orbit, index }) => `${orbit}.${index}`)).toEqual(['1.1', '1.2', '2.1', '2.2']);
    for (const { path } of [...job.scenes, job.reference, job.control]) {
      expect(existsSync(at('block', path)), path).toBe(true);
    }
    for (const { path } of result.outputs) expect(existsSync(at(path.replace(/tif$/, 'json')))).toBe(true);
    expect((await readdir(at('block', 'scenes'))).sort()).toEqual(
      ['orbit1-scene1', 'orbit1-scene2', 'orbit2-scene1', 'orbit2-scene2'].flatMap((name) => [
        `${name}.json`,
        `${name}.tif`,
      ]),
    );
    expect(result.laserPoints).toBe(400);
    expect(readFileSync(at('block', 'laser.csv'), 'utf8').trim().split('\n')).toHaveLength(401);
  });

  test.each([
    { title: 'in this thread', flags: ['--executor', 'sequential', '--tile-size', '1024'] },
    { title: 'with one worker thread', flags: ['--threads', '1'] },
  ])('gives the same bytes $title', async ({ title, flags }) => {
    const name = title.replaceAll(' ', '-');
    await succeed(folder, ...BLOCK, '-o', name, ...flags);
    const files = await hashes(name);
    expect(Object.keys(files)).toHaveLength(9);
    expect(files).toEqual(await hashes('block'));
  });

  test('gives another block for another seed', async () => {
    await succeed(folder, ...BLOCK, '-o', 'other', '--seed', '2', '--no-truth');
    const [other, block] = [await hashes('other'), await hashes('block')];
    expect(existsSync(at('other', 'truth.tif'))).toBe(false);
    for (const [file, hash] of Object.entries(other)) {
      if (file !== 'job.json') expect(hash, file).not.toBe(block[file]);
    }
  });

  test('interrupted, leaves no unfinished file and goes on where it was', async () => {
    const args = [...BLOCK, '-o', 'interrupted', '--threads', '1'];
    const { child, ended } = startCuesta(folder, args);
    while (!existsSync(at('interrupted', 'scenes', 'orbit1-scene2.json'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (child.exitCode !== null) throw new Error('it ended too early');
    }
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const left = await readdir(at('interrupted'), { recursive: true });
    expect(left.filter((file) => file.endsWith('.tmp'))).toEqual([]);
    expect(left).not.toContain('job.json');
    const again = await succeedJson<Result>(folder, ...args);
    expect(again.reused).toBeGreaterThanOrEqual(2);
    expect(await hashes('interrupted')).toEqual(await hashes('block'));
    const after = await readdir(at('interrupted'), { recursive: true });
    expect(after.filter((file) => file.includes('cuesta-work'))).toEqual([]);
  });

  test('plans without writing', async () => {
    const text = await succeed(folder, ...BLOCK, '-o', 'planned', '--dry-run');
    expect(text).toContain('orbit2-scene2.tif  540 x 560, 4 tiles of 512');
    expect(existsSync(at('planned'))).toBe(false);
  });

  test('replaces nothing unasked, and refuses what cannot be', async () => {
    const before = await hashes('block');
    for (const [args, code, message] of [
      [[...BLOCK, '-o', 'block'], 2, 'exists'],
      [[...BLOCK, '-o', 'block', '--seed', '3'], 2, 'exists'],
      [[...BLOCK, '-o', 'x', '--crs', 'EPSG:4326'], 3, 'projected CRS in metres'],
      [[...BLOCK, '-o', 'x', '--height-rmse', '1'], 2, '--height-rmse'],
      [['simulate', 'craters', '-o', 'x'], 2, 'stripes'],
    ] as const) {
      const { code: status, stderr } = await cuesta(folder, ...args);
      expect(status, stderr).toBe(code);
      expect(stderr).toContain(message);
    }
    expect(existsSync(at('x'))).toBe(false);
    expect(await hashes('block')).toEqual(before);
  });
});

describe.skipIf(!available('gdal'))('simulated files, read by GDAL', () => {
  test('are COGs in the CRS that was asked for', () => {
    for (const { path, width, height } of result.outputs) {
      expect(cogProblems(at(path))).toEqual([]);
      const info = gdalJson<{ size: number[]; code: string }>(
        `
d = gdal.Open(sys.argv[1]); s = d.GetSpatialRef()
print(json.dumps({'size': [d.RasterXSize, d.RasterYSize], 'code': s.GetAuthorityCode('PROJCS')}))`,
        at(path),
      );
      expect(info).toEqual({ size: [width, height], code: '32650' });
    }
  });

  test('agree with the truth up to noise once the true parameters are applied, and only then', () => {
    const { scenes } = readJson<Parameters>(at('block', 'true-parameters.json'));
    for (const { path } of scenes) {
      const rms = gdalJson<{ right: number; bias: number; wrong: number[]; before: number }>(
        CORRECTED,
        at('block'),
        path,
      );
      expect(rms.right).toBeGreaterThan(0.97);
      expect(rms.right).toBeLessThan(1.05);
      expect(Math.abs(rms.bias)).toBeLessThan(0.03);
      for (const wrong of rms.wrong) expect(wrong).toBeGreaterThan(1.15);
      expect(rms.before).toBeGreaterThan(1.5);
      expect(rms.before).toBeLessThan(8);
    }
  });

  test('hold laser points that measure the truth at their longitude and latitude', () => {
    const { laser } = readJson<Parameters>(at('block', 'true-parameters.json'));
    const found = gdalJson<{ rms: number; bias: number; outliers: { track: number; shot: number }[] }>(
      LASER,
      at('block'),
    );
    expect(found.outliers).toEqual(laser.outliers);
    expect(found.outliers).toHaveLength(8);
    expect(found.rms).toBeGreaterThan(0.13);
    // The truth's pixels fill the footprint less exactly than the simulation's points.
    expect(found.rms).toBeLessThan(0.22);
    expect(Math.abs(found.bias)).toBeLessThan(0.04);
  });

  test('hold a reference that is the mean of the truth with noise of 3 m', () => {
    const { rms, bias } = gdalJson<{ rms: number; bias: number }>(REFERENCE, at('block'));
    expect(rms).toBeGreaterThan(2.8);
    expect(rms).toBeLessThan(3.2);
    expect(Math.abs(bias)).toBeLessThan(0.15);
  });

  test('lie on the Moon if told to', async () => {
    const size = ['--size', '100', '--orbits', '1', '--scenes', '1'];
    await succeed(folder, 'simulate', 'stripes', ...size, '-o', 'moon', '--crs', 'IAU_2015:30110');
    const found = gdalJson<{ rms: number; outliers: unknown[] }>(LASER, at('moon'));
    expect(found.rms).toBeLessThan(0.3);
    expect(found.outliers).toHaveLength(8);
  }, 120_000);
});

/** Applies `true-parameters.json` as its own text says it, and compares with the truth, cubic between its samples. */
const CORRECTED = `
import os
folder, name = sys.argv[1:3]
def read(path):
    d = gdal.Open(path); b = d.GetRasterBand(1); z = b.ReadAsArray().astype('f8')
    z[z == b.GetNoDataValue()] = np.nan
    return d.GetGeoTransform(), z
T, truth = read(os.path.join(folder, 'truth.tif'))
P = json.load(open(os.path.join(folder, 'true-parameters.json')))
s = next(s for s in P['scenes'] if s['path'] == name)
g, z = read(os.path.join(folder, name))
col, row = np.meshgrid(np.arange(z.shape[1]) + 0.5, np.arange(z.shape[0]) + 0.5)
x = g[0] + col * g[1]; y = g[3] + row * g[5]
u = (x - s['centre'][0]) / s['halfSize'][0]; v = (y - s['centre'][1]) / s['halfSize'][1]
f = s['footprint']; dx, dy = x - f['centre'][0], y - f['centre'][1]; c, n = f['across']
e = np.maximum(abs(dx * c + dy * n) / f['halfAcross'], abs(dy * c - dx * n) / f['halfAlong'])
p = s['plane']; h = s['height']
poly = sum(k * u**i * v**j for k, (i, j) in zip(h, P['convention']['terms']))
def weights(t):
    return [((2 - t) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((4 - 3 * t) * t + 1) * t / 2, (t - 1) * t * t / 2]
def cubic(R, C):
    r, c = np.floor(R).astype(int), np.floor(C).astype(int)
    wr, wc = weights(R - r), weights(C - c)
    return sum(wr[i] * wc[j] * truth[r + i - 1, c + j - 1] for i in range(4) for j in range(4))
def residual(a, b):
    X = x + a * (p[0] + p[1] * u + p[2] * v); Y = y + a * (p[3] + p[4] * u + p[5] * v)
    C = (X - T[0]) / T[1] - 0.5; R = (Y - T[3]) / T[5] - 0.5
    inside = (C > 4) & (R > 4) & (C < truth.shape[1] - 5) & (R < truth.shape[0] - 5) & np.isfinite(z)
    return (z + b * poly)[inside] - cubic(R[inside], C[inside]), (0.5 + 1.5 * e**2)[inside]
rms = lambda v: float(np.sqrt(np.mean(v**2)))
r, sigma = residual(1, 1)
b, _ = residual(0, 0)
wrong = [rms(d / w) for d, w in (residual(-1, 1), residual(1, -1), residual(0, 1))]
print(json.dumps({'right': rms(r / sigma), 'bias': float(np.mean(r / sigma)), 'wrong': wrong, 'before': rms(b)}))`;

const LASER = `
import os, csv
folder = sys.argv[1]
d = gdal.Open(os.path.join(folder, 'truth.tif')); z = d.ReadAsArray().astype('f8'); g = d.GetGeoTransform()
crs = d.GetSpatialRef(); lonlat = crs.CloneGeogCS()
for s in (crs, lonlat): s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
to_map = osr.CoordinateTransformation(lonlat, crs)
col, row = np.meshgrid(np.arange(z.shape[1]) + 0.5, np.arange(z.shape[0]) + 0.5)
x = g[0] + col * g[1]; y = g[3] + row * g[5]
dh, outliers = [], []
for p in csv.DictReader(open(os.path.join(folder, 'laser.csv'))):
    X, Y, _ = to_map.TransformPoint(float(p['lon']), float(p['lat']))
    near = (x - X)**2 + (y - Y)**2 <= 35**2
    if near.sum() < 55: continue
    e = float(p['h']) - z[near].mean()
    if abs(e) > 5: outliers.append({'track': int(p['track']), 'shot': int(p['shot'])})
    else: dh.append(e)
print(json.dumps({'rms': float(np.sqrt(np.mean(np.square(dh)))), 'bias': float(np.mean(dh)), 'outliers': outliers}))`;

const REFERENCE = `
import os
folder = sys.argv[1]
r = gdal.Open(os.path.join(folder, 'reference.tif')); z = r.ReadAsArray().astype('f8'); g = r.GetGeoTransform()
t = gdal.Open(os.path.join(folder, 'truth.tif')); T = t.GetGeoTransform()
box = [g[0], g[3] + g[5] * r.RasterYSize, g[0] + g[1] * r.RasterXSize, g[3]]
m = gdal.Warp('', t, format='MEM', outputBounds=box, xRes=g[1], yRes=-g[5], resampleAlg='average', dstNodata=-9999)
a = m.ReadAsArray().astype('f8')
inside = a != -9999
inside[1:-1, 1:-1] &= inside[:-2, 1:-1] & inside[2:, 1:-1] & inside[1:-1, :-2] & inside[1:-1, 2:]
e = (z - a)[inside]
print(json.dumps({'rms': float(np.sqrt(np.mean(e**2))), 'bias': float(e.mean())}))`;
