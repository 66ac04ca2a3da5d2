import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { allocate, bytesOf, type CogDType, type CogSamples, isFloat } from './cog-samples.js';
import { cogSpec, type OverviewMethod } from './cog-spec.js';
import { reduceByTwo } from './reduce.js';

const MARK = {
  uint8: 0,
  int8: -1,
  uint16: 65535,
  int16: -32768,
  uint32: 0,
  int32: -5000,
  float32: -9999,
  float64: -9999,
} as const;

function random(dtype: CogDType, length: number, nodata: number | null, seed: number): CogSamples {
  const rng = createRng(seed);
  const samples = allocate(dtype, length);
  for (let i = 0; i < length; i++) {
    const value = isFloat(dtype)
      ? 4000 + 500 * rng.normal()
      : dtype.startsWith('u')
        ? rng.int(200)
        : rng.int(200) - 100;
    samples[i] = nodata !== null && rng.next() < 0.3 ? nodata : value;
  }
  return samples;
}

function reduced(
  samples: CogSamples,
  width: number,
  height: number,
  dtype: CogDType,
  nodata: number | null,
  overviews: OverviewMethod,
) {
  return reduceByTwo(samples, width, height, cogSpec({ width, height, dtype, nodata, overviews }));
}

/** GDAL's overview of factor 2 of each raw file, as raw samples in hexadecimal. */
const OVERVIEWS = `
import json, sys, numpy as np
from osgeo import gdal, gdal_array
out = []
for c in json.load(sys.stdin):
    a = np.fromfile(c['path'], dtype=c['dtype']).reshape(c['height'], c['width'])
    d = gdal.GetDriverByName('MEM').Create('', c['width'], c['height'], 1, gdal_array.NumericTypeCodeToGDALTypeCode(a.dtype))
    b = d.GetRasterBand(1)
    b.WriteArray(a)
    if c['nodata'] is not None: b.SetNoDataValue(float(c['nodata']))
    d.BuildOverviews(c['method'], [2])
    out.append(b.GetOverview(0).ReadAsArray().astype(c['dtype']).tobytes().hex())
print(json.dumps(out))
`;

describe.skipIf(!available('gdal'))('beside GDAL', () => {
  it('agrees with AVERAGE within 2 units in the last place and with NEAREST exactly', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cuesta-reduce-'));
    const [width, height] = [64, 38];
    const dtypes = (Object.keys(MARK) as CogDType[]).filter((dtype) => dtype !== 'int8');
    const cases = dtypes.flatMap((dtype) =>
      [null, MARK[dtype], ...(isFloat(dtype) ? [Number.NaN] : [])].flatMap((nodata) =>
        (['average', 'nearest'] as const).map((method) => ({ dtype, nodata, method })),
      ),
    );
    const inputs = cases.map(({ dtype, nodata }, i) => random(dtype, width * height, nodata, i));
    const jobs = cases.map(({ dtype, nodata, method }, i) => {
      const path = join(folder, `${i}`);
      writeFileSync(path, bytesOf(inputs[i]));
      return { path, dtype, width, height, nodata: nodata === null ? null : String(nodata), method };
    });
    const theirs = JSON.parse(run(python, ['-c', OVERVIEWS], JSON.stringify(jobs))) as string[];
    cases.forEach(({ dtype, nodata, method }, i) => {
      const ours = reduced(inputs[i], width, height, dtype, nodata, method);
      const expected = allocate(dtype, ours.length);
      bytesOf(expected).set(Buffer.from(theirs[i], 'hex'));
      // GDAL 3.6 averages float64 in float32.
      const ulp = isFloat(dtype) ? 2 ** -23 : 0;
      ours.forEach((value, k) => {
        const close =
          Object.is(value, expected[k]) || Math.abs(value - expected[k]) <= 2 * ulp * Math.abs(value);
        expect(close, `${dtype} ${nodata} ${method}: ${value}, GDAL ${expected[k]}`).toBe(true);
      });
    });
    rmSync(folder, { recursive: true });
  });
});

describe('reduceByTwo', () => {
  it('averages what is valid of the pixels that exist, for any size', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(),
      (width, height, seed) => {
        const samples = random('float32', width * height, -9999, seed);
        const out = reduced(samples, width, height, 'float32', -9999, 'average');
        const cols = Math.ceil(width / 2);
        expect(out.length).toBe(cols * Math.ceil(height / 2));
        out.forEach((value, i) => {
          const valid: number[] = [];
          for (let y = 2 * Math.floor(i / cols); y < Math.min(height, 2 * Math.floor(i / cols) + 2); y++) {
            for (let x = 2 * (i % cols); x < Math.min(width, 2 * (i % cols) + 2); x++) {
              if (samples[y * width + x] !== -9999) valid.push(samples[y * width + x]);
            }
          }
          const mean = valid.reduce((sum, v) => sum + v, 0) / valid.length;
          expect(value).toBe(valid.length === 0 ? -9999 : Math.fround(mean));
        });
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it('rounds halves away from zero', () => {
    const out = reduced(Int16Array.of(1, 2, -1, -2, 1, 2, -1, -2), 4, 2, 'int16', null, 'average');
    expect([...out]).toEqual([2, -2]);
  });

  it('never turns valid samples into nodata', () => {
    expect([...reduced(Int16Array.of(-1, 1, 1, -1), 2, 2, 'int16', 0, 'average')]).toEqual([1]);
    expect([...reduced(Uint8Array.of(255, 254, 255, 254), 2, 2, 'uint8', 255, 'average')]).toEqual([254]);
    expect([...reduced(Float32Array.of(-1, 1, 2, -2), 2, 2, 'float32', 0, 'average')]).toEqual([2 ** -149]);
    expect([...reduced(Float32Array.of(9, 11, 10.5, 9.5), 2, 2, 'float32', 10, 'average')]).toEqual([
      Math.fround(10 + 2 ** -20),
    ]);
    expect([...reduced(Float64Array.of(-9, -11, -10.5, -9.5), 2, 2, 'float64', -10, 'average')]).toEqual([
      -10 + 2 ** -49,
    ]);
  });

  it('takes NaN as missing whatever marks it in the file', () => {
    const out = reduced(Float32Array.of(Number.NaN, 1, 3, Number.NaN), 2, 2, 'float32', -9999, 'average');
    expect([...out]).toEqual([2]);
    expect([...reduced(Float32Array.of(Number.NaN), 1, 1, 'float32', -9999, 'average')]).toEqual([-9999]);
    expect([...reduced(Float32Array.of(Number.NaN), 1, 1, 'float32', null, 'average')]).toEqual([Number.NaN]);
  });
});
