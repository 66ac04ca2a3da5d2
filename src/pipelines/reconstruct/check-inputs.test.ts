import { expect, it } from 'vitest';
import type { RasterInfo } from '../../core/raster-source.js';
import { requireGrey } from './check-inputs.js';

it('an image of three bands is refused, with the way out', () => {
  const info = (bands: number) => ({ bands }) as RasterInfo;
  expect(() => requireGrey({ path: 'rgb.tif', info: info(3) })).toThrow(/rgb.tif has 3 bands/);
  expect(() => requireGrey({ path: 'grey.tif', info: info(1) })).not.toThrow();
});
