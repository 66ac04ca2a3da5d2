import { expect, it } from 'vitest';
import { pairsOf } from './pairs.js';

const nac = ['a/M1154358210RE.map.tif', 'b/M1154358210LE.map.tif', 'M1376551591LE.tif', 'M1154358211RE.tif'];

it('are told by the names of the narrow-angle cameras', () => {
  expect(pairsOf({ image: nac, pairs: undefined })).toEqual([{ left: 1, right: 0 }]);
  expect(pairsOf({ image: ['left.tif', 'right.tif'], pairs: undefined })).toEqual([]);
  expect(pairsOf({ image: nac, pairs: ['none'] })).toEqual([]);
});

it('or by the option', () => {
  expect(pairsOf({ image: nac, pairs: ['3,4', '2,1'] })).toEqual([
    { left: 2, right: 3 },
    { left: 1, right: 0 },
  ]);
  for (const [pairs, message] of [
    [['1,5'], /no image 5/],
    [['0,1'], /no image 0/],
    [['1,2', '2,3'], /image 2 is in it twice/],
    [['2,2'], /image 2 is in it twice/],
    [['1-2'], /"1-2" is no pair/],
  ] as const) {
    expect(() => pairsOf({ image: nac, pairs: [...pairs] })).toThrow(message);
  }
});
