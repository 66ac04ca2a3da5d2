import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutTile, tilesOf } from '../../../test/support/cog.js';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { allocate, bytesOf, type CogDType, type CogSamples, isFloat } from './cog-samples.js';
import { type CogOptions, type CogSpec, cogSpec } from './cog-spec.js';
import { CogWriter } from './cog-writer.node.js';

/** Reads every file back with GDAL and compares it with the raw samples; also GDAL's own validator, blocks and all. */
const VERIFY = `
import json, sys, numpy as np
from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff as v
gdal.UseExceptions()
out = {}
for c in json.load(sys.stdin):
    warnings, errors, _ = v.validate(c['path'], full_check=True)
    d = gdal.Open(c['path'])
    raw = np.fromfile(c['raw'], dtype=c['dtype']).reshape(c['bands'], c['height'], c['width'])
    got = d.ReadAsArray().view(raw.dtype).reshape(raw.shape)
    m = gdal.GetDriverByName('MEM').Create('', c['width'], c['height'], c['bands'], d.GetRasterBand(1).DataType)
    equal, sums, stats = True, True, []
    for b in range(c['bands']):
        band = d.GetRasterBand(b + 1)
        equal = equal and np.array_equal(got[b], raw[b], equal_nan=c['dtype'].startswith('float'))
        m.GetRasterBand(b + 1).WriteArray(raw[b])
        sums = sums and band.Checksum() == m.GetRasterBand(b + 1).Checksum()
        nd = band.GetNoDataValue()
        a = raw[b].astype(np.float64)
        a = a[~np.isnan(a)] if nd is None or np.isnan(nd) else a[a != nd]
        stats.append([band.GetMetadataItem('STATISTICS_' + k) for k in ('MINIMUM', 'MAXIMUM', 'MEAN', 'STDDEV', 'VALID_PERCENT')])
        stats.append([a.min(), a.max(), a.mean(), a.std(), 100 * a.size / raw[b].size] if a.size else None)
    info = gdal.Info(d, format='json')
    out[c['name']] = dict(errors=errors, warnings=warnings, equal=bool(equal), sums=sums, stats=stats, info=info)
print(json.dumps(out))
`;

interface Case {
  readonly name: string;
  readonly options: CogOptions;
}

interface Verified {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly equal: boolean;
  readonly sums: boolean;
  readonly stats: readonly (readonly (string | number)[] | null)[];
  readonly info: {
    readonly bands: readonly {
      readonly block: readonly number[];
      readonly noDataValue?: number | string;
      readonly description?: string;
      readonly unit?: string;
      readonly scale?: number;
      readonly offset?: number;
      readonly overviews?: readonly { readonly size: readonly number[] }[];
    }[];
    readonly metadata: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

const LIMITS: Readonly<Record<CogDType, number>> = {
  uint8: 200,
  int8: 100,
  uint16: 60000,
  int16: 30000,
  uint32: 4e9,
  int32: 2e9,
  float32: 8000,
  float64: 8000,
};

/** Waves with noise over the type's range, a hole, and scattered missing samples. Missing is NaN in floats without a number. */
function terrain(spec: CogSpec, band: number): CogSamples {
  const rng = createRng(band + 1);
  const samples = allocate(spec.dtype, spec.width * spec.height);
  const limit = LIMITS[spec.dtype];
  const missing = Number.isNaN(spec.nodata ?? Number.NaN)
    ? isFloat(spec.dtype)
      ? Number.NaN
      : null
    : spec.nodata;
  for (let row = 0; row < spec.height; row++) {
    for (let col = 0; col < spec.width; col++) {
      const wave = 0.5 + 0.45 * Math.sin(col / 40 + band) * Math.cos(row / 55) + 0.02 * rng.next();
      const hole = (col - 90) ** 2 + (row - 70) ** 2 < 900 || rng.next() < 0.01;
      samples[row * spec.width + col] = hole && missing !== null ? missing : wave * limit;
    }
  }
  return samples;
}

function cases(): Case[] {
  const found: Case[] = [];
  const add = (name: string, options: Partial<CogOptions> & { dtype: CogDType }): void => {
    found.push({ name, options: { width: 150, height: 133, blockSize: 64, ...options } });
  };
  const dtypes = Object.keys(LIMITS).filter((dtype) => dtype !== 'int8') as CogDType[];
  for (const dtype of dtypes) {
    const predictors = dtype === 'float32' ? [1, 2, 3] : dtype === 'float64' ? [1, 3] : [1, 2];
    for (const compression of ['deflate', 'zstd', 'lzw'] as const) {
      for (const predictor of predictors as (1 | 2 | 3)[]) {
        add(`${dtype} ${compression} ${predictor}`, {
          dtype,
          compression,
          predictor,
          nodata: dtype.startsWith('u') ? 0 : -99,
        });
      }
    }
    add(`${dtype} none, no nodata`, { dtype, compression: 'none' });
    add(`${dtype} three bands`, { dtype, bands: 3, nodata: 7 });
  }
  for (const dtype of ['float32', 'float64'] as const) add(`${dtype} nan`, { dtype, nodata: Number.NaN });
  add('float32 lowest', { dtype: 'float32', nodata: -3.4028234663852886e38 });
  add('int8', { dtype: 'int8', nodata: -1 });
  add('one pixel', { dtype: 'float32', width: 1, height: 1, nodata: -9999 });
  add('odd', { dtype: 'float32', width: 513, height: 511, blockSize: 512, nodata: -9999 });
  add('thin', { dtype: 'int16', width: 2, height: 5000, blockSize: 512, nodata: -32767 });
  add('bigtiff', { dtype: 'float32', bigtiff: 'yes', nodata: -9999 });
  add('bigtiff one pixel', { dtype: 'uint8', bigtiff: 'yes', width: 1, height: 1 });
  add('no overviews', { dtype: 'float32', overviews: 'none', nodata: -9999 });
  add('described', {
    dtype: 'int16',
    bands: 2,
    nodata: -32768,
    descriptions: ['Höhe <m>', ''],
    unit: 'metre',
    scale: 0.5,
    offset: -10,
    metadata: { SOFTWARE: 'a & "b" <c>' },
  });
  return found;
}

/** GDAL 3.6 has no int8: it reads the same bits as bytes. */
function gdalType(dtype: CogDType): string {
  return dtype === 'int8' ? 'uint8' : dtype;
}

describe.skipIf(!available('gdal'))('files that GDAL reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-cog-'));
  const all = cases();
  let results: Readonly<Record<string, Verified>> = {};

  beforeAll(async () => {
    const jobs = [];
    for (const [i, { name, options }] of all.entries()) {
      const spec = cogSpec(options);
      const bands = Array.from({ length: spec.bands }, (_, band) => terrain(spec, band));
      const path = join(folder, `${i}.tif`);
      const raw = join(folder, `${i}.raw`);
      const writer = await CogWriter.create(path, spec);
      for (const tile of tilesOf(spec, i % 3)) await writer.writeTile(tile, cutTile(bands, spec, tile));
      const { bytes } = await writer.finish();
      expect(readFileSync(path).length).toBe(bytes);
      writeFileSync(raw, Buffer.concat(bands.map(bytesOf)));
      jobs.push({
        name,
        path,
        raw,
        dtype: gdalType(spec.dtype),
        bands: spec.bands,
        width: spec.width,
        height: spec.height,
      });
    }
    results = JSON.parse(run(python, ['-c', VERIFY], JSON.stringify(jobs)));
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(all.map(({ name }) => name))('%s: valid, same samples', (name) => {
    const { errors, warnings, equal, sums, stats } = results[name]!;
    expect({ errors, warnings, equal, sums }).toEqual({ errors: [], warnings: [], equal: true, sums: true });
    if (name === 'int8') return;
    for (let i = 0; i < stats.length; i += 2) {
      const ours = stats[i]!.map(Number);
      const theirs = stats[i + 1] as readonly number[] | null;
      if (theirs === null) continue;
      ours.slice(0, 4).forEach((value, k) => {
        expect(Math.abs(value - theirs[k]!)).toBeLessThanOrEqual(1e-12 * Math.abs(theirs[k]!) + 1e-10);
      });
      expect(Math.abs(ours[4]! - theirs[4]!)).toBeLessThan(0.06);
    }
  });

  it('halves sizes, rounding up, until one block is left', () => {
    const sizes = (name: string) => results[name]!.info.bands[0]!.overviews?.map(({ size }) => size);
    expect(sizes('thin')).toEqual([
      [1, 2500],
      [1, 1250],
      [1, 625],
      [1, 313],
    ]);
    expect(sizes('odd')).toEqual([[257, 256]]);
    expect(sizes('no overviews')).toBeUndefined();
  });

  it('says what the samples are', () => {
    const { info } = results.described!;
    expect(info.bands[0]).toMatchObject({
      description: 'Höhe <m>',
      unit: 'metre',
      scale: 0.5,
      offset: -10,
      noDataValue: -32768,
    });
    expect(info.bands[1]!.description ?? '').toBe('');
    expect(info.metadata['']).toEqual({ SOFTWARE: 'a & "b" <c>' });
    expect(results['float32 nan']!.info.bands[0]!.noDataValue).toBe('NaN');
    expect(Math.fround(Number(results['float32 lowest']!.info.bands[0]!.noDataValue))).toBe(
      -3.4028234663852886e38,
    );
    expect(results.odd!.info.bands[0]!.block).toEqual([512, 512]);
    expect(results.odd!.info.metadata.IMAGE_STRUCTURE).toMatchObject({
      LAYOUT: 'COG',
      COMPRESSION: 'DEFLATE',
    });
  });
});
