import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { alignTile, type TileAlignment } from './align-tile.js';
import { addCells, lowPass } from './low-pass.js';
import { robustPlane } from './robust-plane.js';

const [width, height] = [120, 90];
const plane = (f: (col: number, row: number) => number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, i) => f(i % width, Math.floor(i / width)));
const hills = plane((c, r) => 100 + 20 * Math.sin(c / 31) + 15 * Math.cos(r / 23));
const rmse = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0) / a.length);

function aligned(error: Float32Array, method: TileAlignment['method'], sigma = 8): Float32Array {
  const heights = hills.map((z, i) => z + error[i]!);
  alignTile(heights, hills, width, { method, sigma });
  return heights;
}

describe('a tile comes back to the reference', () => {
  it('exactly from an offset, with every method but none', () => {
    const error = plane(() => -37);
    for (const method of ['vertical', 'plane', 'low-frequency'] as const) {
      expect(rmse(aligned(error, method), hills), method).toBeLessThan(1e-4);
    }
    expect(rmse(aligned(error, 'none'), hills)).toBeCloseTo(37, 4);
  });

  it('from a tilt with a plane, not with an offset, though a part of it is far off', () => {
    const tilt = plane((c, r) => 4 + 0.05 * c - 0.08 * r);
    const clean = aligned(tilt, 'plane');
    expect(rmse(clean, hills)).toBeLessThan(0.2);
    expect(rmse(aligned(tilt, 'vertical'), hills)).toBeGreaterThan(2);
    // A mountain that the reference does not know: least squares would tip the tile by metres.
    const inPeak = (i: number): boolean => i % width < 25 && i < 20 * width;
    const robust = aligned(
      tilt.map((e, i) => (inPeak(i) ? e + 60 : e)),
      'plane',
    );
    expect(Math.max(...robust.map((z, i) => (inPeak(i) ? 0 : Math.abs(z - hills[i]!))))).toBeLessThan(1.5);
  });

  it('keeps detail that is finer than the low pass, and missing samples', () => {
    const detail = plane((c, r) => Math.sin(c) * Math.sin(r));
    const wave = plane((c) => 5 * Math.sin(c / 40));
    const error = detail.map((d, i) => (i === 777 ? Number.NaN : d + wave[i]!));
    const heights = aligned(error, 'low-frequency');
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
