import { describe, expect, it } from 'vitest';
import { fullWindow } from '../../src/core/window.js';
import { openRaster } from '../../src/io/open.js';
import { plainTags, tinyTiff, withTags } from '../support/tiny-tiff.js';

const heights = Float32Array.from({ length: 48 }, (_, i) => 100 + i / 4);

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A ZSTD frame of one raw block (RFC 8878): valid, and made without a compressor. Up to 255 bytes. */
function storedZstd(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const header = [0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length];
  const block = (bytes.length << 3) | 1;
  return Uint8Array.from([...header, block & 255, (block >> 8) & 255, block >> 16, ...bytes]);
}

describe('GeoTIFF in the browser', () => {
  it.each([
    ['none', 1, async (bytes: Uint8Array<ArrayBuffer>) => bytes],
    ['deflate', 8, deflate],
    ['ZSTD', 50000, async (bytes: Uint8Array<ArrayBuffer>) => storedZstd(bytes)],
  ])('reads a File with %s compression', async (name, code, compress) => {
    const packed = await compress(new Uint8Array(heights.buffer));
    const tags = withTags(plainTags(8, 6), [259, 3, [code]], [279, 4, [packed.length]], [42113, 2, '100.25']);
    const raster = await openRaster(new File([tinyTiff(packed, tags)], 'dem.tif'));
    expect(raster.info).toMatchObject({
      name: 'dem.tif',
      width: 8,
      height: 6,
      dtype: 'float32',
      compression: name,
    });
    expect(raster.info.georef?.crs.authority).toEqual({ name: 'EPSG', code: 32633 });
    const { data } = await raster.readRaster(fullWindow(raster.info));
    expect([...data.subarray(0, 3)]).toEqual([100, NaN, 100.5]);
    expect([...data.subarray(2)]).toEqual([...heights.subarray(2)]);
    await raster.close();
  });

  it('says what is wrong with a damaged file', async () => {
    const bytes = tinyTiff(new Uint8Array(heights.buffer), withTags(plainTags(8, 6), [259, 3, [8]]));
    const raster = await openRaster(new File([bytes], 'damaged.tif'));
    await expect(raster.readRaster(fullWindow(raster.info))).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('damaged.tif'),
    });
  });
});
