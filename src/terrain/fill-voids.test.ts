import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { expand, fullWindow } from '../core/window.js';
import { FILL_CLASS, type FillOptions, fillHalo, fillVoids, type SecondDem } from './fill-voids.js';

const W = 90;
const H = 70;

/** Rolling ground with voids of many sizes, some at the border. */
function holed(seed: number): { truth: Float32Array; data: Float32Array } {
  const rng = createRng(seed);
  const truth = Float32Array.from({ length: W * H }, (_, i) => {
    const [x, y] = [i % W, Math.floor(i / W)];
    return 300 + 40 * Math.sin(x / 17) * Math.cos(y / 13) + 0.3 * x + rng.normal();
  });
  const data = truth.slice();
  for (let n = 0; n < 14; n++) {
    const [x, y, r] = [rng.int(W), rng.int(H), 1 + rng.int(9)];
    for (let i = 0; i < data.length; i++) {
      if (Math.hypot((i % W) - x, Math.floor(i / W) - y) < r) data[i] = Number.NaN;
    }
  }
  return { truth, data };
}

const plain: FillOptions = { reach: 12, smoothing: 0, maxVoid: null };
const whole = (data: Float32Array, options: FillOptions, second: SecondDem | null = null) =>
  fillVoids({ data, width: W, height: H }, fullWindow({ width: W, height: H }), options, second);

describe('voids', () => {
  it('are filled from around; measured heights and classes stay what they are', () => {
    const { data } = holed(1);
    const { heights, classes } = whole(data, { ...plain, smoothing: 3, reach: 40 });
    for (let i = 0; i < data.length; i++) {
      if (Number.isNaN(data[i])) expect(classes[i]).toBe(FILL_CLASS.distance);
      else expect([heights[i], classes[i]]).toEqual([data[i], FILL_CLASS.measured]);
    }
    expect(heights.some(Number.isNaN)).toBe(false);
  });

  it('farther than the reach from every sample stay missing', () => {
    const data = new Float32Array(W * H).fill(Number.NaN);
    data[35 * W + 45] = 7;
    const { heights } = whole(data, plain);
    for (let i = 0; i < data.length; i++) {
      const isNear = Math.hypot((i % W) - 45, Math.floor(i / W) - 35) <= 12;
      expect(heights[i]).toBe(isNear ? 7 : Number.NaN);
    }
  });

  it('larger than the limit, or open to the border, stay as they are', () => {
    const data = new Float32Array(W * H).fill(5);
    const cut = (col: number, row: number, width: number, height: number): void => {
      for (let y = row; y < row + height; y++) data.fill(Number.NaN, y * W + col, y * W + col + width);
    };
    cut(10, 10, 6, 6);
    cut(30, 10, 7, 2);
    cut(30, 30, 2, 7);
    cut(0, 50, 3, 3);
    const { classes } = whole(data, { ...plain, maxVoid: 6 });
    expect(classes.filter((c) => c === FILL_CLASS.distance).length).toBe(36);
    expect(classes.filter((c) => c === FILL_CLASS.missing).length).toBe(14 + 14 + 9);
  });

  it('take the shape of a second DEM, without a step, whatever its level', () => {
    const { truth, data } = holed(3);
    const second = { heights: truth.map((h) => h - 35), farDifference: 35 };
    second.heights.fill(Number.NaN, 0, 12 * W);
    const { heights, classes } = whole(data, { ...plain, smoothing: 1 }, second);
    for (let i = 0; i < data.length; i++) {
      if (!Number.isNaN(data[i])) continue;
      const kind = i < 12 * W ? FILL_CLASS.distance : FILL_CLASS.second;
      expect(classes[i]).toBe(kind);
      if (kind === FILL_CLASS.second) expect(Math.abs(heights[i] - truth[i]!)).toBeLessThan(1e-3);
    }
  });

  it('large ones fade into the difference of both DEMs', () => {
    const data = new Float32Array(W * H).fill(110);
    for (let y = 20; y < 60; y++) data.fill(Number.NaN, y * W + 20, y * W + 70);
    const { heights } = whole(data, plain, { heights: new Float32Array(W * H).fill(50), farDifference: 20 });
    const along = Array.from({ length: 25 }, (_, k) => heights[40 * W + 19 + k]!);
    expect(along[0]).toBe(110);
    expect(along[1]).toBeGreaterThan(109);
    expect(along[12]).toBeCloseTo(70, 3);
    expect(along[24]).toBe(70);
    for (let k = 1; k < along.length; k++) expect(along[k]).toBeLessThanOrEqual(along[k - 1]! + 1e-5);
  });

  it.each([
    ['by distance', { reach: 9, smoothing: 2, maxVoid: null }, false],
    ['small ones only', { reach: 7, smoothing: 1, maxVoid: 10 }, false],
    ['from a second DEM', { reach: 8, smoothing: 2, maxVoid: 15 }, true],
  ] as const)('are the same in every window with the halo: %s', (_, options, hasSecond) => {
    const { truth, data } = holed(5);
    const other = truth.map((h, i) => (i % 37 === 0 ? Number.NaN : h - 3 * Math.sin(i / 500)));
    const second = hasSecond ? { heights: other, farDifference: 1 } : null;
    const reference = whole(data, options, second);
    const halo = fillHalo(options);
    const rng = createRng(9);
    for (let n = 0; n < 12; n++) {
      const window = { col: rng.int(W - 12), row: rng.int(H - 12), width: 12, height: 12 };
      const padded = expand(window, halo);
      const cut = (from: Float32Array): Float32Array =>
        Float32Array.from({ length: padded.width * padded.height }, (_, i) => {
          const [x, y] = [padded.col + (i % padded.width), padded.row + Math.floor(i / padded.width)];
          return x < 0 || y < 0 || x >= W || y >= H ? Number.NaN : from[y * W + x]!;
        });
      const raster = { col: -padded.col, row: -padded.row, width: W, height: H };
      const plane = { data: cut(data), width: padded.width, height: padded.height };
      const part = fillVoids(plane, raster, options, second && { ...second, heights: cut(other) });
      for (let i = 0; i < 144; i++) {
        const [x, y] = [i % 12, Math.floor(i / 12)];
        const at = (halo.top + y) * padded.width + halo.left + x;
        const expected = (window.row + y) * W + window.col + x;
        expect(part.heights[at]).toBe(reference.heights[expected]);
        expect(part.classes[at]).toBe(reference.classes[expected]);
      }
    }
  });
});

/** The ASTER DEM with its voids, and what gdal_fillnodata makes of it. */
const GDAL = `
import sys, json, numpy as np
from osgeo import gdal
gdal.UseExceptions()
s = gdal.Open(sys.argv[1]); z = s.ReadAsArray().astype('f4'); n = s.GetRasterBand(1).GetNoDataValue()
cases = json.loads(sys.argv[3])
for i, (reach, smoothing) in enumerate(cases):
    d = gdal.GetDriverByName('MEM').Create('', z.shape[1], z.shape[0], 1, gdal.GDT_Float32)
    d.GetRasterBand(1).SetNoDataValue(n); d.GetRasterBand(1).WriteArray(z)
    gdal.FillNodata(d.GetRasterBand(1), None, reach, smoothing)
    r = d.ReadAsArray(); r[r == np.float32(n)] = np.nan; r.tofile(f'{sys.argv[2]}/{i}')
z[z == np.float32(n)] = np.nan; z.tofile(sys.argv[2] + '/z')
print(json.dumps([z.shape[1], z.shape[0]]))`;

const scratch = mkdtempSync(join(tmpdir(), 'cuesta-fill-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe.skipIf(!available('gdal', 'data'))('beside gdal_fillnodata, real voids', () => {
  it('the same heights in the same places', () => {
    const cases = [
      [100, 0],
      [6, 0],
      [30, 2],
    ] as const;
    const dem = join(dataFolder, 'aster-exploradores/AST_L1A_00303182012144228_Z.tif');
    const [width, height] = JSON.parse(run(python, ['-c', GDAL, dem, scratch, JSON.stringify(cases)])) as [
      number,
      number,
    ];
    const read = (name: string) => new Float32Array(new Uint8Array(readFileSync(join(scratch, name))).buffer);
    const data = read('z');
    for (const [i, [reach, smoothing]] of cases.entries()) {
      const options = { reach, smoothing, maxVoid: null };
      const { heights } = fillVoids({ data, width, height }, fullWindow({ width, height }), options, null);
      const expected = read(String(i));
      let [filled, misplaced, apart] = [0, 0, 0];
      for (let k = 0; k < data.length; k++) {
        // gdal_fillnodata smooths the border of the raster in another way.
        const [col, row] = [k % width, Math.floor(k / width)];
        const rim = Math.min(col, row, width - 1 - col, height - 1 - row);
        if (!Number.isNaN(data[k]) || (smoothing > 0 && rim < smoothing + 1)) continue;
        filled += 1;
        if (Number.isNaN(heights[k]) !== Number.isNaN(expected[k])) misplaced += 1;
        else if (Math.abs(heights[k] - expected[k]!) > 0.01) apart += 1;
      }
      expect(filled).toBeGreaterThan(3000);
      expect({ reach, smoothing, misplaced, apart: apart / filled }).toEqual({
        reach,
        smoothing,
        misplaced: 0,
        apart: 0,
      });
    }
  });
});
