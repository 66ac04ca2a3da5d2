import { expect, test } from 'vitest';
import { refuseNodataInUse } from './nodata-in-use.js';

const refuse =
  (samples: Float32Array | Float64Array, nodata: number | null, dtype: 'float32' | 'float64') => () =>
    refuseNodataInUse('dem', [samples], { dtype, nodata });

test('a valid float that equals nodata as the file holds it is refused', () => {
  expect(refuse(Float32Array.of(1, 0, 2), 0, 'float32')).toThrow(/nodata value 0/);
  expect(refuse(Float32Array.of(Math.fround(0.1)), 0.1, 'float32')).toThrow(/nodata value 0\.1/);
  expect(refuse(Float64Array.of(Math.fround(0.1)), 0.1, 'float64')).not.toThrow();
});

test('missing samples, and rasters without a nodata value, pass', () => {
  expect(refuse(Float32Array.of(1, Number.NaN), -9999, 'float32')).not.toThrow();
  expect(refuse(Float32Array.of(0, Number.NaN), Number.NaN, 'float32')).not.toThrow();
  expect(refuse(Float32Array.of(0), null, 'float32')).not.toThrow();
});

test('integers, whose missing samples have the value already, pass', () => {
  expect(() =>
    refuseNodataInUse('source', [Uint16Array.of(0, 1)], { dtype: 'uint16', nodata: 0 }),
  ).not.toThrow();
});
