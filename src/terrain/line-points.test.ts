import { describe, expect, it } from 'vitest';
import type { Grid } from '../core/georef.js';
import { createRng } from '../core/rng.js';
import { parseCrs } from '../geo/parse-crs.js';
import { bilinear } from './bilinear.js';
import { pointsAlong, runsOf } from './line-points.js';

const grid: Grid = {
  width: 90,
  height: 60,
  transform: [10, 0, 500_000, 0, -20, 4_000_000],
  crs: parseCrs('EPSG:32633'),
};

describe('points along a line', () => {
  it('are equally spaced, with both ends, in map units, pixels and metres', () => {
    const points = pointsAlong(grid, [500_005, 3_999_990, 500_305, 3_999_590], 6);
    expect([...points.x]).toEqual([500_005, 500_065, 500_125, 500_185, 500_245, 500_305]);
    expect([...points.cols]).toEqual([0.5, 6.5, 12.5, 18.5, 24.5, 30.5]);
    expect([...points.rows]).toEqual([0.5, 4.5, 8.5, 12.5, 16.5, 20.5]);
    expect([...points.distanceM]).toEqual([0, 100, 200, 300, 400, 500]);
  });

  it('on longitudes and latitudes measure metres: a degree of the equator and of a meridian', () => {
    const degrees: Grid = { ...grid, transform: [0.01, 0, 0, 0, -0.01, 1], crs: parseCrs('EPSG:4326') };
    // Lengths of WGS 84: a * pi / 180, and the arc of the meridian from the equator to 1 degree.
    expect(pointsAlong(degrees, [0, 0, 1, 0], 50).distanceM[49]).toBeCloseTo(111_319.491, 2);
    expect(pointsAlong(degrees, [0, 0, 0, 1], 50).distanceM[49]).toBeCloseTo(110_574.389, 1);
  });
});

it('runs cover every point once, stay small, and hold what interpolation needs', () => {
  const rng = createRng(5);
  const data = Float32Array.from({ length: grid.width * grid.height }, () => rng.normal());
  const whole = { width: grid.width, height: grid.height, data };
  for (let n = 0; n < 60; n++) {
    const end = (): [number, number] => [500_000 + 900 * rng.next(), 4_000_000 - 1200 * rng.next()];
    const points = pointsAlong(grid, [...end(), ...end()], 2 + rng.int(300));
    let next = 0;
    for (const { first, count, window } of runsOf(points, 16)) {
      expect(first).toBe(next);
      next += count;
      expect(Math.max(window.width, window.height)).toBeLessThanOrEqual(16);
      const part = Float32Array.from({ length: window.width * window.height }, (_, i) => {
        const col = window.col + (i % window.width);
        const row = window.row + Math.floor(i / window.width);
        return col < 0 || row < 0 || col >= grid.width || row >= grid.height
          ? Number.NaN
          : data[row * grid.width + col];
      });
      for (let i = first; i < next; i++) {
        const [col, row] = [points.cols[i], points.rows[i]];
        const own = bilinear({ ...window, data: part }, col - window.col, row - window.row);
        const expected = bilinear(whole, col, row);
        if (Number.isNaN(expected)) expect(own).toBeNaN();
        else expect(own).toBeCloseTo(expected, 9);
      }
    }
    expect(next).toBe(points.cols.length);
  }
});
