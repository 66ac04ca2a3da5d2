import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cutTile, tilesOf } from '../../../test/support/cog.js';
import { northUp } from '../../core/geo-transform.js';
import { createRng } from '../../core/rng.js';
import { fullWindow } from '../../core/window.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { openRaster } from '../open.node.js';
import { allocate, bytesOf, type CogDType, type CogSamples } from './cog-samples.js';
import { type CogOptions, cogSpec } from './cog-spec.js';
import { CogWriter } from './cog-writer.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-round-trip-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function write(path: string, options: CogOptions, bands: readonly CogSamples[]): Promise<void> {
  const spec = cogSpec(options);
  const writer = await CogWriter.create(path, spec);
  for (const tile of tilesOf(spec, 1)) await writer.writeTile(tile, cutTile(bands, spec, tile));
  await writer.finish();
}

const DTYPES: readonly CogDType[] = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'float64',
];

describe('files that our own reader reads', () => {
  it.each(DTYPES)('%s with every codec', async (dtype) => {
    const [width, height] = [100, 70];
    const rng = createRng(1);
    const bands = [0, 1].map(
      () => allocate(dtype, width * height).map(() => 20 + 10 * rng.normal()) as CogSamples,
    );
    for (const compression of ['deflate', 'zstd', 'lzw', 'none'] as const) {
      const path = join(folder, `${dtype}-${compression}.tif`);
      await write(path, { width, height, dtype, compression, bands: 2, blockSize: 32 }, bands);
      const source = await openRaster(path);
      for (const [band, samples] of bands.entries()) {
        const { data } = await source.readBand(fullWindow({ width, height }), { band });
        expect(Buffer.compare(bytesOf(data as CogSamples), bytesOf(samples))).toBe(0);
      }
      await source.close();
    }
  });

  it('keeps georeferencing, nodata, scale and metadata', async () => {
    const path = join(folder, 'described.tif');
    const georef = { transform: northUp(500000, 4649776, 10, 10), crs: parseCrs('EPSG:32633') };
    await write(
      path,
      {
        width: 2,
        height: 2,
        dtype: 'int16',
        nodata: -1,
        scale: 0.5,
        offset: 100,
        georef,
        metadata: { SOFTWARE: 'a & "b" <c>' },
      },
      [Int16Array.of(10, -1, 20, 30)],
    );
    const source = await openRaster(path);
    expect(source.info).toMatchObject({ nodata: -1, scale: 0.5, offset: 100, pixelIsPoint: false });
    expect(source.info.metadata).toMatchObject({ SOFTWARE: 'a & "b" <c>' });
    expect(source.info.georef!.transform).toEqual(georef.transform);
    expect(source.info.georef!.crs.authority).toEqual(georef.crs.authority);
    const { data } = await source.readRaster(fullWindow(source.info));
    expect([...data]).toEqual([105, Number.NaN, 110, 115]);
    await source.close();
  });
});
