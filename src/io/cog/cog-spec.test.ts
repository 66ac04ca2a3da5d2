import { describe, expect, it } from 'vitest';
import type { DType } from '../../core/band.js';
import { type CogOptions, cogSpec } from './cog-spec.js';

const base: CogOptions = { width: 10, height: 10, dtype: 'float32' };

describe('cogSpec', () => {
  it('fills in what suits the samples', () => {
    expect(cogSpec(base)).toMatchObject({
      compression: 'deflate',
      level: 6,
      predictor: 3,
      blockSize: 512,
      overviews: 'average',
    });
    expect(cogSpec({ ...base, dtype: 'int16' }).predictor).toBe(2);
    expect(cogSpec({ ...base, compression: 'none', predictor: 3 }).predictor).toBe(1);
    expect(cogSpec({ ...base, compression: 'zstd' }).level).toBe(3);
  });

  it.each<[string, Partial<CogOptions>]>([
    ['no width', { width: 0 }],
    ['half a pixel', { height: 1.5 }],
    ['a block of 500', { blockSize: 500 }],
    ['deflate 10', { level: 10 }],
    ['zstd 0', { compression: 'zstd', level: 0 }],
    ['predictor 3 of integers', { dtype: 'int16', predictor: 3 }],
    ['predictor 2 of float64', { dtype: 'float64', predictor: 2 }],
    ['nodata outside the type', { dtype: 'uint8', nodata: -9999 }],
    ['nodata between integers', { dtype: 'int16', nodata: 0.5 }],
    ['nodata NaN of integers', { dtype: 'int16', nodata: Number.NaN }],
    ['nodata beyond float32', { nodata: 1e300 }],
  ])('refuses %s', (_, wrong) => {
    expect(() => cogSpec({ ...base, ...wrong })).toThrow(expect.objectContaining({ code: 'config' }));
  });

  it.each<DType>(['int64', 'uint64', 'float16', 'cint16', 'cfloat32'])('does not write %s', (dtype) => {
    expect(() => cogSpec({ ...base, dtype })).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});
