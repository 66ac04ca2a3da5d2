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

it('falls back to the simulated image where images share too little', () => {
  expect(registrationOrder([at(0), at(900), at(5000)])).toEqual([
    { image: 1, onto: null },
    { image: 0, onto: null },
    { image: 2, onto: null },
  ]);
  expect(registrationOrder([at(7)])).toEqual([{ image: 0, onto: null }]);
});
