import { expect, test } from 'vitest';
import { utmZone } from './utm-zone.js';

test.each([
  [9, 48, 32632],
  [-180, 10, 32601],
  [179.99, -1, 32760],
  [180, 1, 32601],
  [189, 1, 32602],
  [0, 0, 32631],
  [-0.001, -0.001, 32730],
])('%f, %f lies in EPSG:%i', (lon, lat, code) => {
  expect(utmZone(lon, lat).authority).toEqual({ name: 'EPSG', code });
});
