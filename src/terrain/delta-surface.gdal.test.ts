import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { fullWindow } from '../core/window.js';
import { FILL_CLASS, fillVoids } from './fill-voids.js';

const [W, H] = [70, 60];
const FAR = 4.5;

/** Ground with voids of several sizes, one beyond every reach, and a second DEM with an error of its own and a void. */
function scene() {
  const rng = createRng(12);
  const ground = (i: number) => 800 + 40 * Math.sin((i % W) / 9) + 25 * Math.cos(Math.floor(i / W) / 7);
  const second = Float32Array.from({ length: W * H }, (_, i) => ground(i) - 6 + 5 * Math.sin(i / 900));
  const data = second.map((h, i) => h + 6 + 3 * Math.cos((i % W) / 4) + rng.normal());
  const hole = (row: number, col: number, radius: number) => {
    for (let i = 0; i < data.length; i++)
      if (Math.hypot((i % W) - col, Math.floor(i / W) - row) < radius) data[i] = Number.NaN;
  };
  for (const [row, col, radius] of [
    [14, 14, 12],
    [40, 50, 17],
    [5, 60, 4],
    [59, 20, 9],
  ] as const)
    hole(row, col, radius);
  second.fill(Number.NaN, 38 * W + 45, 38 * W + 52);
  return { data, second };
}

/**
 * The definition in docs/terrain.md word by word, every missing pixel against every sample, in float64. Of equally near samples of a quadrant
 * any may be taken: the lowest and the highest result are given.
 */
const BRUTE_FORCE = `
import sys, numpy as np
folder, W, H, D, far = sys.argv[1], *map(int, sys.argv[2:5]), float(sys.argv[5])
read = lambda n: np.fromfile(f'{folder}/{n}', 'f4').reshape(H, W)
z, s = read('z'), read('s')
delta = (z - s).astype('f8')
r, c = np.nonzero(np.isfinite(delta))
low, high = np.full((H, W), np.nan), np.full((H, W), np.nan)
for y, x in zip(*np.nonzero(np.isnan(z) & np.isfinite(s))):
    dy, dx = r - y, c - x
    d = np.hypot(dx, dy)
    lows, highs, w, near = [], [], [], []
    for upper in (True, False):
        for left in (True, False):
            q = ((dy <= 0) == upper) & ((dx <= 0) == left) & (d <= D)
            if not q.any(): continue
            n = d[q].min(); v = delta[r[q], c[q]][d[q] < n + 1e-9]
            lows.append(v.min()); highs.append(v.max()); w.append(1 / n); near.append(n)
    if not w: low[y, x] = high[y, x] = far; continue
    fade = (1 + np.cos(np.pi * min(near) / D)) / 2
    for out, v in ((low, lows), (high, highs)): out[y, x] = far + fade * (np.average(v, weights=w) - far)
np.stack([s + low, s + high]).astype('f8').tofile(folder + '/heights')
`;

/** The mean of the 3 x 3 around every filled pixel over what is there, so many times. */
const SMOOTH = `
import sys, warnings, numpy as np
folder, W, H, passes = sys.argv[1], *map(int, sys.argv[2:5])
read = lambda n: np.fromfile(f'{folder}/{n}', 'f4').reshape(H, W).astype('f8')
z, s, filled = read('z'), read('s'), read('filled')
at = np.isnan(z) & np.isfinite(s)
delta = np.where(at, filled, z) - s
warnings.simplefilter('ignore')
for _ in range(passes):
    p = np.pad(delta, 1, constant_values=np.nan)
    around = np.stack([p[i:i + H, j:j + W] for i in range(3) for j in range(3)])
    delta = np.where(at, np.nanmean(around, 0), delta)
(s + delta).tofile(folder + '/smooth')
`;

const folder = mkdtempSync(join(tmpdir(), 'cuesta-delta-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!available('gdal'))('delta surface beside numpy', () => {
  const { data, second } = scene();
  const doubles = (name: string) => new Float64Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
  const fill = (reach: number, smoothing: number) =>
    fillVoids(
      { data, width: W, height: H },
      fullWindow({ width: W, height: H }),
      { reach, smoothing, maxVoid: null },
      { heights: second, farDifference: FAR },
    );
  writeFileSync(join(folder, 'z'), new Uint8Array(data.buffer));
  writeFileSync(join(folder, 's'), new Uint8Array(second.buffer));

  it.each([6, 25])('reach %i: interpolated differences, faded into the far one', (reach) => {
    const { heights, classes } = fill(reach, 0);
    run(python, ['-c', BRUTE_FORCE, folder, ...[W, H, reach, FAR].map(String)]);
    const expected = doubles('heights');
    let filled = 0;
    for (let i = 0; i < W * H; i++) {
      expect(classes[i] === FILL_CLASS.second, `pixel ${i}`).toBe(!Number.isNaN(expected[i]));
      if (Number.isNaN(expected[i])) continue;
      filled++;
      expect(heights[i]).toBeGreaterThan(expected[i]! - 2e-4);
      expect(heights[i]).toBeLessThan(expected[W * H + i]! + 2e-4);
    }
    expect(filled).toBeGreaterThan(1400);
  });

  it('smoothing works on the differences, not on the heights', () => {
    writeFileSync(join(folder, 'filled'), new Uint8Array(fill(25, 0).heights.buffer));
    run(python, ['-c', SMOOTH, folder, ...[W, H, 3].map(String)]);
    const expected = doubles('smooth');
    const { heights, classes } = fill(25, 3);
    const unsmoothed = fill(25, 0).heights;
    let moved = 0;
    for (let i = 0; i < W * H; i++) {
      if (classes[i] !== FILL_CLASS.second) continue;
      expect(Math.abs(heights[i]! - expected[i]!), `pixel ${i}`).toBeLessThan(1e-3);
      if (Math.abs(heights[i]! - unsmoothed[i]!) > 0.01) moved++;
    }
    expect(moved).toBeGreaterThan(200);
  });
});
