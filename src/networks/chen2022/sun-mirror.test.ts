import { expect, test } from 'vitest';
import { mirrorForSun } from './sun-mirror.js';

test.each([
  [300, false, false],
  [200, true, false],
  [20, false, true],
  [130, true, true],
  [-60, false, false],
  [490, true, true],
])('a Sun at %i degrees comes from the upper left', (azimuth, upDown, leftRight) => {
  expect(mirrorForSun(azimuth)).toEqual({ upDown, leftRight });
});
