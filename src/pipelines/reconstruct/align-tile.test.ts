import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { alignTile, type TileAlignment, usualLowPass, usualMethod } from './align-tile.js';
import { addCells, lowPass } from './low-pass.js';
import { robustPlane } from './robust-plane.js';

const [width, height] = [120, 90];
const plane = (f: (col: number, row: number) => number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, i) => f(i % width, Math.floor(i / width)));
const hills = plane((c, r) => 100 + 20 * Math.sin(c / 31) + 15 * Math.cos(r / 23));
const rmse = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0) / a.length);

const compute = await createNodeCompute('wasm');
afterAll(() => compute.close());
const signal = new AbortController().signal;
/** Pixels of 3 m on the Moon. */
const place = {
  grid: { width, height, transform: [3, 0, 5000, 0, -3, 9000] as const, crs: parseCrs('IAU_2015:30110') },
  compute,
  signal,
};

async function aligned(
  error: Float32Array,
  method: TileAlignment['method'],
  sigma = 8,
): Promise<Float32Array> {
  const heights = hills.map((z, i) => z + error[i]!);
  await alignTile(heights, hills, place, { method, sigma, cell: 2 * sigma, origin: 'guided' });
  return heights;
}

describe('a tile comes back to the reference', () => {
  it('exactly from an offset, with every method but none', async () => {
    const error = plane(() => -37);
    for (const method of ['vertical', 'plane', 'low-frequency', 'icp'] as const) {
      expect(rmse(await aligned(error, method), hills), method).toBeLessThan(1e-4);
    }
    expect(rmse(await aligned(error, 'none'), hills)).toBeCloseTo(37, 4);
  });

  it('from a tilt with a plane, not with an offset, though a part of it is far off', async () => {
    const tilt = plane((c, r) => 4 + 0.05 * c - 0.08 * r);
    const clean = await aligned(tilt, 'plane');
    expect(rmse(clean, hills)).toBeLessThan(0.2);
    expect(rmse(await aligned(tilt, 'vertical'), hills)).toBeGreaterThan(2);
    // A mountain that the reference does not know: least squares would tip the tile by metres.
    const inPeak = (i: number): boolean => i % width < 25 && i < 20 * width;
    const robust = await aligned(
      tilt.map((e, i) => (inPeak(i) ? e + 60 : e)),
      'plane',
    );
    expect(Math.max(...robust.map((z, i) => (inPeak(i) ? 0 : Math.abs(z - hills[i]!))))).toBeLessThan(1.5);
  });

  it('keeps detail that is finer than the low pass, and missing samples', async () => {
    const detail = plane((c, r) => Math.sin(c) * Math.sin(r));
    const wave = plane((c) => 5 * Math.sin(c / 40));
    const error = detail.map((d, i) => (i === 777 ? Number.NaN : d + wave[i]!));
    const heights = await aligned(error, 'low-frequency');
    expect(heights[777]).toBeNaN();
    const kept = heights.map((z, i) => (i === 777 ? 0 : z - hills[i]! - detail[i]!));
    // The slow wave is gone but for what the borders hide.
    expect(
      rmse(
        kept,
        plane(() => 0),
      ),
    ).toBeLessThan(0.7);
    expect(
      rmse(
        wave,
        plane(() => 0),
      ),
    ).toBeGreaterThan(3);
  });
});

describe('a tile that lies elsewhere', () => {
  const surface = (c: number, r: number) =>
    100 + 20 * Math.sin(c / 11 + r / 23) + 15 * Math.cos(r / 13) * Math.sin(c / 17 + 1);
  const truth = plane(surface);
  const [dx, dy] = [1.6, -0.9];
  const HOLE = 4000;
  const moved = (): Float32Array => plane((c, r) => surface(c + dx, r + dy) + 12 + 0.02 * c);
  const inner = (z: Float32Array): number =>
    Math.max(...z.map((h, i) => (insideBy(8, i) && !nearHole(i) ? Math.abs(h - truth[i]!) : 0)));
  const nearHole = (i: number): boolean =>
    Math.max(
      Math.abs((i % width) - (HOLE % width)),
      Math.abs(Math.floor(i / width) - Math.floor(HOLE / width)),
    ) <= 4;
  const insideBy = (rim: number, i: number): boolean => {
    const [c, r] = [i % width, Math.floor(i / width)];
    return Math.min(c, r, width - 1 - c, height - 1 - r) >= rim;
  };

  it('comes back in plan by ICP alone, whole', async () => {
    const [byPlane, byIcp] = [moved(), moved()];
    byIcp[HOLE] = Number.NaN;
    expect(
      await alignTile(byPlane, truth, place, { method: 'plane', sigma: 8, cell: 16, origin: 'guided' }),
    ).toBe(true);
    expect(
      await alignTile(byIcp, truth, place, { method: 'icp', sigma: 8, cell: 16, origin: 'guided' }),
    ).toBe(true);
    expect(inner(byPlane)).toBeGreaterThan(2);
    expect(inner(byIcp)).toBeLessThan(0.3);
    expect(byIcp.map((z, i) => (Number.isNaN(z) ? i : 0)).filter((i) => i > 0)).toEqual(
      Float32Array.of(HOLE),
    );
  });

  it('comes back by ICP of its detail where the image alone tells of it', async () => {
    const rough = (c: number, r: number): number =>
      surface(c, r) + 4 * Math.sin(c / 3.1 + r / 5) + 3 * Math.cos(r / 3.7 - c / 7);
    // Its long wavelengths are wrong.
    const bowl = (c: number, r: number): number => 0.003 * (c - 50) ** 2 - 0.002 * (r - 40) ** 2;
    const errorOf = async (method: TileAlignment['method']): Promise<number> => {
      const heights = plane((c, r) => rough(c + dx, r + dy) + bowl(c, r));
      await alignTile(heights, plane(rough), place, { method, sigma: 6, cell: 6, origin: 'image' });
      const errors = heights.map((z, i) => z - rough(i % width, Math.floor(i / width)));
      return Math.hypot(...errors.filter((_, i) => insideBy(12, i)));
    };
    const byIcp = await errorOf('icp');
    expect(byIcp).toBeLessThan(0.5 * (await errorOf('low-frequency')));
    expect(byIcp).toBeLessThan(0.5 * (await errorOf('plane')));
  });

  it('is told when the ground does not hold it, or a cell is not far enough', async () => {
    const flat = plane(() => 7);
    const heights = flat.map((z) => z + 3);
    expect(
      await alignTile(heights, flat, place, { method: 'icp', sigma: 8, cell: 16, origin: 'guided' }),
    ).toBe(false);
    expect(rmse(heights, flat)).toBeLessThan(1e-4);
    expect(
      await alignTile(moved(), truth, place, { method: 'icp', sigma: 0.5, cell: 1, origin: 'guided' }),
    ).toBe(false);
  });
});

it('the low pass is the Gaussian mean of the valid samples', () => {
  const rng = createRng(1);
  const noise = plane(() => (rng.next() < 0.1 ? Number.NaN : rng.normal()));
  const sigma = 3;
  const smooth = lowPass(noise, width, sigma);
  expect(smooth.step).toBe(1);
  const added = new Float32Array(noise.length);
  addCells(added, width, smooth);
  for (const [col, row] of [
    [0, 0],
    [50, 40],
    [119, 89],
  ] as const) {
    let [sum, weights] = [0, 0];
    noise.forEach((z, i) => {
      const [dx, dy] = [(i % width) - col, Math.floor(i / width) - row];
      if (Number.isNaN(z) || Math.max(Math.abs(dx), Math.abs(dy)) > 9) return;
      const w = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
      sum += w * z;
      weights += w;
    });
    expect(added[row * width + col]).toBeCloseTo(sum / weights, 6);
  }
});

it('a plane is found exactly, through noise nearly, and not where there is none', () => {
  const exact = Float64Array.from({ length: 60 }, (_, i) => 3 + 2 * (i % 10) - 0.5 * Math.floor(i / 10));
  const fit = robustPlane(exact, 10)!;
  expect([fit.level, fit.perX, fit.perY].map((x) => Number(x.toFixed(9)))).toEqual([3, 2, -0.5]);
  exact[5] = Number.NaN;
  exact[17] = 1e4;
  expect(robustPlane(exact, 10)!.perX).toBeCloseTo(2, 3);
  expect(robustPlane(Float64Array.of(1, 2, 3, 4), 4)).toBeNull();
});

it('keeps the low frequencies of a reference whose cells are finer than the network knows', () => {
  expect(usualMethod('added', 40)).toBe('none');
  expect(usualMethod('added', 24.5)).toBe('low-frequency');
  expect(usualMethod('guided', 12)).toBe('plane');
  expect(usualMethod('image', 12)).toBe('low-frequency');
  expect(usualLowPass('image')).toBe(1);
  expect(usualLowPass('guided')).toBe(0.5);
});
