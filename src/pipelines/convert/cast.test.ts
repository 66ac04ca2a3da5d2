import { expect, test } from 'vitest';
import { type Cast, castSamples } from './cast.js';

const cast = (samples: Parameters<typeof castSamples>[0], changes: Partial<Cast>) =>
  castSamples(samples, { name: 'a.tif', missing: null, dtype: 'int16', nodata: null, ...changes });

test('floats are rounded half away from zero', () => {
  expect(cast(Float32Array.of(1.4, 1.5, -1.5, -0.4), {})).toEqual(Int16Array.of(1, 2, -2, 0));
});

test('missing samples get the new value of integers, and NaN of floats', () => {
  const samples = Float64Array.of(5, Number.NaN, -9999);
  expect(cast(samples, { missing: -9999, nodata: -1 })).toEqual(Int16Array.of(5, -1, -1));
  const floats = cast(samples, { missing: -9999, nodata: -1, dtype: 'float32' });
  expect(floats).toEqual(Float32Array.of(5, Number.NaN, Number.NaN));
});

test('what does not fit is refused, and so is a valid sample that would count as missing', () => {
  expect(() => cast(Float32Array.of(40_000), {})).toThrow(/a\.tif holds 40000, which int16 cannot hold/);
  expect(() => cast(Float32Array.of(-1), { dtype: 'uint8' })).toThrow(/-1/);
  expect(() => cast(Int16Array.of(3, 7), { nodata: 7 })).toThrow(/nodata value 7/);
});

test('64-bit integers', () => {
  expect(cast(BigInt64Array.of(5n, -7n), { missing: -7, nodata: 0 })).toEqual(Int16Array.of(5, 0));
});
