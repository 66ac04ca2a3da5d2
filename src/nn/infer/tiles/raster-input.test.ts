import { expect, test } from 'vitest';
import { memorySource } from '../../../../test/support/memory-source.js';
import { northUp } from '../../../core/geo-transform.js';
import type { Raster } from '../../../core/raster.js';
import { parseCrs } from '../../../geo/parse-crs.js';
import { rasterInput } from './raster-input.js';

test('bands of rasters become the channels of an input, with NaN outside', async () => {
  const crs = parseCrs('EPSG:32633');
  const raster = (first: number): Raster => ({
    width: 3,
    height: 2,
    data: Float32Array.from({ length: 6 }, (_, i) => first + i),
    georef: { transform: northUp(0, 0, 1, 1), crs },
  });
  const channels = [{ source: memorySource(raster(0)) }, { source: memorySource(raster(10)), band: 0 }];
  const input = rasterInput({ name: 'x', channels });
  expect(input).toMatchObject({ name: 'x', channels: 2, scale: 1, required: true });
  const window = { col: 1, row: 1, width: 3, height: 1 };
  expect([...(await input.read(window, undefined))]).toEqual([4, 5, Number.NaN, 14, 15, Number.NaN]);
});
