import { describe, expect, it } from 'vitest';
import { decibels, powerOf } from './power.js';

const shape = { width: 3, height: 1, nodata: null, georef: null };

describe('power of samples', () => {
  it('comes from complex numbers, amplitudes and powers; 0 and nodata are missing', () => {
    const complex = { re: Int16Array.of(3, 0, -30000), im: Int16Array.of(4, 0, 30000) };
    expect([...powerOf({ ...shape, dtype: 'cint16', data: complex }, 'complex', 'a')]).toEqual([
      25,
      Number.NaN,
      1.8e9,
    ]);
    const amplitude = { ...shape, dtype: 'uint16', data: Uint16Array.of(7, 0, 65535), nodata: 7 } as const;
    expect([...powerOf(amplitude, 'amplitude', 'a')]).toEqual([
      Number.NaN,
      Number.NaN,
      Math.fround(65535 ** 2),
    ]);
    const power = { ...shape, dtype: 'float32', data: Float32Array.of(0.5, -1, Number.NaN) } as const;
    expect([...powerOf(power, 'power', 'a')]).toEqual([0.5, Number.NaN, Number.NaN]);
  });

  it('does not come from samples of another kind', () => {
    const band = { ...shape, dtype: 'uint16', data: Uint16Array.of(1, 2, 3) } as const;
    expect(() => powerOf(band, 'complex', 'a.tif')).toThrow(
      expect.objectContaining({ code: 'unsupported', subject: 'a.tif' }),
    );
  });

  it('has decibels', () => {
    expect([...decibels(Float32Array.of(1, 100, Number.NaN))]).toEqual([0, 20, Number.NaN]);
    expect(decibels(Float32Array.of(0.5))[0]).toBeCloseTo(-3.0103, 4);
  });
});
