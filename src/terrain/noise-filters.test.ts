import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { bilateralFilter, medianFilter, type PaddedHeights, removeSpikes } from './noise-filters.js';

const SIZE = 40;

/** A slope with noise, padded by missing heights. */
function slope(radius: number, noise: number, seed = 4): PaddedHeights {
  const width = SIZE + 2 * radius;
  const rng = createRng(seed);
  const data = new Float32Array(width * width).fill(Number.NaN);
  for (let row = 0; row < SIZE; row++) {
    for (let col = 0; col < SIZE; col++) {
      data[(row + radius) * width + col + radius] = 100 + 5 * col - 3 * row + noise * rng.normal();
    }
  }
  return { data, width, height: width, radius };
}

const at = ({ width, radius }: PaddedHeights, col: number, row: number): number =>
  (row + radius) * width + col + radius;

describe('filters', () => {
  it('leave missing heights missing and a plane as it is, but for the border', () => {
    const padded = slope(2, 0);
    padded.data[at(padded, 20, 20)] = Number.NaN;
    const results = [
      medianFilter(padded),
      bilateralFilter(padded, { sigmaDistance: 2, sigmaHeight: 50 }),
      removeSpikes(padded, { threshold: 1, sigmas: 0, replacement: 'median' }),
    ];
    for (const result of results) {
      expect(result[20 * SIZE + 20]).toBeNaN();
      expect(result.filter(Number.isNaN).length).toBe(1);
      for (let row = 5; row < 15; row++) expect(result[row * SIZE + row]).toBeCloseTo(100 + 2 * row, 4);
    }
  });

  it('spikes are found by metres, by robust deviations, or both; nothing else changes', () => {
    const padded = slope(2, 0.5);
    const spikes = [
      [7, 9],
      [20, 25],
      [33, 11],
    ] as const;
    for (const [col, row] of spikes) padded.data[at(padded, col, row)]! += 60;
    padded.data[at(padded, 30, 30)]! -= 22;
    const changed = (options: { threshold: number; sigmas: number }) => {
      const result = removeSpikes(padded, { ...options, replacement: 'missing' });
      return [...result].flatMap((h, i) => (Number.isNaN(h) ? [i] : []));
    };
    const three = spikes.map(([col, row]) => row * SIZE + col).sort((a, b) => a - b);
    expect(changed({ threshold: 40, sigmas: 0 })).toEqual(three);
    expect(changed({ threshold: 20, sigmas: 0 }).length).toBe(4);
    expect(changed({ threshold: 20, sigmas: 4 })).toEqual(three);
    const replaced = removeSpikes(padded, { threshold: 40, sigmas: 0, replacement: 'median' });
    for (const [col, row] of spikes) {
      expect(Math.abs(replaced[row * SIZE + col]! - (100 + 5 * col - 3 * row))).toBeLessThan(2);
    }
  });

  it('a height with fewer than three neighbours is not judged', () => {
    const padded = slope(1, 0);
    padded.data.fill(Number.NaN);
    padded.data[at(padded, 3, 3)] = 1000;
    padded.data[at(padded, 3, 4)] = 1;
    padded.data[at(padded, 4, 4)] = 1;
    const result = removeSpikes(padded, { threshold: 1, sigmas: 0, replacement: 'missing' });
    expect(result[3 * SIZE + 3]).toBe(1000);
  });

  it('bilateral keeps a step that the same window without heights would smear', () => {
    const padded = slope(3, 0);
    for (let i = 0; i < padded.data.length; i++) padded.data[i] = i % padded.width < 20 ? 0 : 100;
    const kept = bilateralFilter(padded, { sigmaDistance: 2, sigmaHeight: 5 });
    const smeared = bilateralFilter(padded, { sigmaDistance: 2, sigmaHeight: 1e6 });
    expect(kept[17]).toBe(100);
    expect(smeared[17]).toBeLessThan(65);
  });
});

/** A part of a real DEM and what OpenCV and numpy make of it. */
const ORACLE = `
import sys, cv2, numpy as np
from osgeo import gdal
gdal.UseExceptions()
z = gdal.Open(sys.argv[1]).ReadAsArray(100, 50, 120, 90).astype('f4')
rng = np.random.default_rng(1); spikes = rng.random(z.shape) < 0.01
z[spikes] += rng.normal(0, 40, spikes.sum()).astype('f4')
save = lambda name, a: a.astype('f4').tofile(sys.argv[2] + '/' + name)
save('z', z)
for k in (3, 5): save(f'median{k}', cv2.medianBlur(z, k))
save('bilateral', cv2.bilateralFilter(z, 7, 2.5, 1.8))
w = np.lib.stride_tricks.sliding_window_view(np.pad(z.astype('f8'), 2, constant_values=np.nan), (5, 5)).reshape(*z.shape, 25)
n = np.delete(w, 12, axis=2); m = np.nanmedian(n, axis=2)
mad = 1.4826 * np.nanmedian(np.abs(n - m[..., None]), axis=2); d = np.abs(z - m)
save('spikes', np.where((d > 4) & (d > 5 * mad), m, z))`;

const scratch = mkdtempSync(join(tmpdir(), 'cuesta-filter-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe.skipIf(!available('gdal', 'data', 'opencv'))(
  'beside OpenCV and numpy, real heights with spikes',
  () => {
    const [width, height] = [120, 90];
    const read = (name: string) => new Float32Array(new Uint8Array(readFileSync(join(scratch, name))).buffer);
    beforeAll(() => {
      run(python, ['-c', ORACLE, join(dataFolder, 'lidar-sandiego-1m/north_half.tif'), scratch]);
    });

    /** The whole raster, with missing heights around it. */
    function padded(radius: number): PaddedHeights {
      const z = read('z');
      const stride = width + 2 * radius;
      const data = new Float32Array(stride * (height + 2 * radius)).fill(Number.NaN);
      for (let row = 0; row < height; row++) {
        data.set(z.subarray(row * width, (row + 1) * width), (row + radius) * stride + radius);
      }
      return { data, width: stride, height: height + 2 * radius, radius };
    }

    /** Largest difference, `border` pixels left out: OpenCV repeats or mirrors heights there. */
    function farthest(got: Float32Array, name: string, border: number): number {
      const expected = read(name);
      let most = 0;
      for (let row = border; row < height - border; row++) {
        for (let col = border; col < width - border; col++) {
          const i = row * width + col;
          most = Math.max(most, Math.abs(got[i]! - expected[i]!));
        }
      }
      return most;
    }

    it('median of 3 and 5', () => {
      expect(farthest(medianFilter(padded(1)), 'median3', 1)).toBe(0);
      expect(farthest(medianFilter(padded(2)), 'median5', 2)).toBe(0);
    });

    it('bilateral, to the steps of its table of exponentials', () => {
      const got = bilateralFilter(padded(3), { sigmaDistance: 1.8, sigmaHeight: 2.5 });
      expect(farthest(got, 'bilateral', 3)).toBeLessThan(2e-3);
    });

    it('spikes, border included', () => {
      const got = removeSpikes(padded(2), { threshold: 4, sigmas: 5, replacement: 'median' });
      expect(farthest(got, 'spikes', 0)).toBeLessThan(1e-4);
      const before = read('z');
      expect(got.filter((h, i) => h !== before[i]).length).toBeGreaterThan(30);
    });
  },
);
