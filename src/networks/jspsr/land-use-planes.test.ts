import { expect, test } from 'vitest';
import { landUsePlanes } from './land-use-planes.js';

test('one plane per class; missing is no information, clouds are nothing', () => {
  const planes = landUsePlanes(Float32Array.of(0, 14, Number.NaN, 15, 3), 'use.tif');
  expect(planes).toHaveLength(15);
  const of = (pixel: number): number[] => planes.flatMap((plane, k) => (plane[pixel] === 1 ? [k] : []));
  expect([0, 1, 2, 3, 4].map(of)).toEqual([[0], [14], [0], [], [3]]);
});

test.each([16, -1, 2.5])('%f is no class', (value) => {
  expect(() => landUsePlanes(Float32Array.of(value), 'use.tif')).toThrow(/use\.tif has the sample/);
});
