import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder } from '../support/requirements.js';
import { cuesta, listing, succeedJson, temporaryFolder } from './support/cuesta.js';
import { gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const lidar = join(dataFolder, 'lidar-sandiego-1m/north_half.tif');

describe.skipIf(!available('data', 'gdal'))('profile', () => {
  test('has the heights that numpy interpolates, as CSV and as a drawing', async () => {
    const [x0, y0, x1, y1] = gdalJson<number[]>(
      `t = gdal.Open(sys.argv[1]).GetGeoTransform()
print(json.dumps([t[0] + 20.3, t[3] - 430.7, t[0] + 870.9, t[3] - 31.2]))`,
      lidar,
    );
    const line = ['--line', ...[x0, y0, x1, y1].map(String)];
    const result = await succeedJson<{ samples: number; valid: number; lengthM: number }>(
      folder,
      ...['profile', lidar, ...line, '-o', 'line.csv', '--svg', 'line.svg', '--spacing', '0.7'],
    );
    expect(result.lengthM).toBeCloseTo(Math.hypot(x1 - x0, y1 - y0), 6);
    expect(result.samples).toBe(Math.ceil(result.lengthM / 0.7) + 1);
    expect(result.valid).toBe(result.samples);
    const worst = gdalJson<number[]>(
      `d = gdal.Open(sys.argv[1]); t = d.GetGeoTransform(); z = d.ReadAsArray().astype('f8')
p = np.genfromtxt(sys.argv[2], delimiter=',', names=True)
u = (p['x'] - t[0]) / t[1] - .5; v = (p['y'] - t[3]) / t[5] - .5
c = np.floor(u).astype(int); r = np.floor(v).astype(int); a = u - c; b = v - r
want = (z[r, c] * (1 - a) + z[r, c + 1] * a) * (1 - b) + (z[r + 1, c] * (1 - a) + z[r + 1, c + 1] * a) * b
away = np.hypot(p['x'] - p['x'][0], p['y'] - p['y'][0])
print(json.dumps([float(np.abs(p['height'] - want).max()), float(np.abs(p['distance_m'] - away).max())]))`,
      lidar,
      join(folder, 'line.csv'),
    );
    for (const difference of worst) expect(difference).toBeLessThan(1e-3);
    const svg = await readFile(join(folder, 'line.svg'), 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="1200" height="340" viewBox/);
    const path = /class="series series-1" d="([^"]*)/.exec(svg)?.[1] ?? '';
    expect(path.split('L')).toHaveLength(result.samples);
  });

  test('a line beside the DEM, without length, or with too many samples is refused and writes nothing', async () => {
    const before = await listing(folder);
    for (const [line, code, says] of [
      ['0 0 10 10', 3, /meets no height/],
      ['5 5 5 5', 2, /has no length/],
      ['0 0 2000000 0', 2, /--spacing/],
    ] as const) {
      const outcome = await cuesta(folder, 'profile', lidar, '--line', ...line.split(' '), '-o', 'none.csv');
      expect(outcome.code).toBe(code);
      expect(outcome.stderr).toMatch(says);
    }
    expect(await listing(folder)).toEqual(before);
  });
});
