import { expect, it } from 'vitest';
import { type GeoTransform, invert, northUp, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { WindowSource } from '../../resample/resample-window.js';
import { measureControl } from './control-heights.js';

const crs = parseCrs('EPSG:32650');
const grid: Grid = { width: 60, height: 60, transform: northUp(500_000, 4_000_000, 8, 8), crs };
/** A steep plane: every error of position shows in the height. */
const ground = (x: number, y: number): number => 0.3 * (x - 500_000) - 0.2 * (y - 4_000_000);

const source: WindowSource = {
  readRaster: async (window) => {
    const part = gridWindow(grid, window);
    const data = new Float32Array(window.width * window.height);
    for (let i = 0; i < data.length; i++) {
      const row = Math.floor(i / window.width);
      const [x, y] = toMap(grid.transform, window.col + i - row * window.width + 0.5, window.row + row + 0.5);
      data[i] = ground(x, y);
    }
    return { ...part, data, georef: part };
  },
};

const measure = (footprint: number, plan: GeoTransform = [1, 0, 0, 0, 1, 0]) => {
  const scenes = [{ id: 'a', path: 'a.tif', grid, own: null, shift: null }];
  const points = [{ id: 'p', x: 500_243.7, y: 3_999_761.9 }];
  const task = { kind: 'control', scene: 0, points, plan } as const;
  return measureControl(task, source, { scenes, footprint }, new AbortController().signal);
};

it.each([0, 12, 70])('a footprint of %i m averages about its centre', async (footprint) => {
  const [found] = await measure(footprint);
  expect(found!.h).toBeCloseTo(ground(500_243.7, 3_999_761.9), 4);
});

it('knows the slope per map unit, and its angle', async () => {
  const [found] = await measure(70);
  expect(found!.slope[0]).toBeCloseTo(0.3, 5);
  expect(found!.slope[1]).toBeCloseTo(-0.2, 5);
  expect(found!.slopeDeg).toBeCloseTo((Math.atan(Math.hypot(0.3, 0.2)) * 180) / Math.PI, 2);
  // A plane has no noise.
  expect(found!.sigma).toBeLessThan(1e-3);
});

it('sees a moved scene where it is, and also as it was given', async () => {
  const [found] = await measure(70, [1, 0, 20, 0, 1, -10]);
  const [rawX, rawY] = toMap(invert([1, 0, 20, 0, 1, -10]), 500_243.7, 3_999_761.9);
  expect(found!.h).toBeCloseTo(ground(rawX, rawY), 4);
  expect(found!.raw).toBeCloseTo(ground(500_243.7, 3_999_761.9), 4);
});
