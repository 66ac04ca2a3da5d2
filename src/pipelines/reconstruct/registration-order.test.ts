import { expect, it } from 'vitest';
import { registrationOrder } from './registration-order.js';

const at = (col: number, row = 0) => ({ col, row, width: 1000, height: 3000 });

it('goes from the middle outwards, image to image', () => {
  expect(registrationOrder([at(0), at(700), at(1400), at(2100), at(2700)])).toEqual([
    { image: 2, onto: null },
    { image: 1, onto: 2 },
    { image: 0, onto: 1 },
    { image: 3, onto: 2 },
    { image: 4, onto: 3 },
  ]);
});

it('registers the images of an observation to each other, though they share a narrow strip', () => {
  const strips = [at(0), at(1800), at(865), at(2665)].map((strip) => ({ ...strip, width: 1000 }));
  const pairs = [
    { left: 0, right: 2 },
    { left: 1, right: 3 },
  ];
  expect(registrationOrder(strips, pairs)).toEqual([
    { image: 1, onto: null },
    { image: 3, onto: 1 },
    { image: 0, onto: null },
    { image: 2, onto: 0 },
  ]);
});

it('falls back to the simulated image where images share too little', () => {
  expect(registrationOrder([at(0), at(900), at(5000)])).toEqual([
    { image: 1, onto: null },
    { image: 0, onto: null },
    { image: 2, onto: null },
  ]);
  expect(registrationOrder([at(7)])).toEqual([{ image: 0, onto: null }]);
});

it('passes images by that do not look alike, but for those of an observation', () => {
  const extents = [at(0), at(300), at(500)];
  const alike = (a: number, b: number): boolean => Math.abs(a - b) !== 1;
  expect(registrationOrder(extents, [], alike)).toEqual([
    { image: 1, onto: null },
    { image: 0, onto: null },
    { image: 2, onto: 0 },
  ]);
  expect(registrationOrder(extents, [{ left: 0, right: 1 }], alike)[1]).toEqual({ image: 0, onto: 1 });
});
