import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { plainTags, tinyTiff, withTags } from '../../test/support/tiny-tiff.js';
import { fullWindow } from '../core/window.js';
import { openRaster as openInBrowser } from './open.js';
import { openRaster } from './open.node.js';

const heights = Float32Array.from({ length: 48 }, (_, i) => i / 4);
const samples = new Uint8Array(heights.buffer);
const packed = deflateSync(samples);
const plain = tinyTiff(samples, plainTags(8, 6));
const deflated = tinyTiff(packed, withTags(plainTags(8, 6), [259, 3, [8]], [279, 4, [packed.length]]));

describe('openRaster', () => {
  describe.each([
    ['Node', openRaster],
    ['browsers', openInBrowser],
  ])('for %s', (_, open) => {
    it.each([
      ['plain', plain],
      ['deflated', deflated],
    ])('reads bytes and blobs: %s', async (_name, bytes) => {
      for (const input of [bytes, Buffer.from(bytes), new Blob([bytes]), new File([bytes], 'dem.tif')]) {
        const raster = await open(input);
        expect((await raster.readRaster(fullWindow(raster.info))).data).toEqual(heights);
        await raster.close();
      }
      expect(Buffer.compare(samples, new Uint8Array(heights.buffer))).toBe(0);
    });

    it('names its inputs', async () => {
      expect((await open(new File([plain], 'dem.tif'))).info.name).toBe('dem.tif');
      expect((await open(plain, { name: 'inline' })).info.name).toBe('inline');
    });

    it('finds damage in deflate data', async () => {
      const broken = deflated.slice();
      broken.fill(0xff, 12, 30);
      const raster = await open(broken, { name: 'broken.tif' });
      await expect(raster.readRaster(fullWindow(raster.info))).rejects.toMatchObject({
        code: 'format',
        message: expect.stringContaining('broken.tif'),
      });
    });
  });
});
