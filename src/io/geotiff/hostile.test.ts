import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainTags, type TinyTag, tinyTiff, withTags } from '../../../test/support/tiny-tiff.js';
import { CuestaError } from '../../core/errors.js';
import { openRaster } from '../open.node.js';

const WIDTH = 8;
const HEIGHT = 6;
const data = new Uint8Array(new Float32Array(WIDTH * HEIGHT).map((_, i) => i).buffer);
const good = plainTags(WIDTH, HEIGHT);

/** Opens and reads everything that a window of bounded size can reach. */
async function readAll(bytes: Uint8Array): Promise<void> {
  const raster = await openRaster(bytes, { name: 'hostile.tif' });
  const { width, height } = raster.info;
  const window = { col: 0, row: 0, width: Math.min(width, 64), height: Math.min(height, 64) };
  for (let overview = -1; overview < Math.min(raster.info.overviews.length, 3); overview++) {
    const options = overview < 0 ? {} : { overview };
    await raster.readRaster(window, options);
  }
  await raster.readBand(window);
  await raster.close();
}

async function failure(bytes: Uint8Array): Promise<CuestaError> {
  const error = await readAll(bytes).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(CuestaError);
  return error as CuestaError;
}

function patched(change: (view: DataView) => void, ...directories: TinyTag[][]): Uint8Array {
  const bytes = tinyTiff(data, ...directories);
  change(new DataView(bytes.buffer));
  return bytes;
}

describe('hostile and damaged files', () => {
  it('can be told from the good one', async () => {
    await expect(readAll(tinyTiff(data, good))).resolves.toBeUndefined();
  });

  const tiles = (...changes: TinyTag[]): Uint8Array =>
    tinyTiff(
      data,
      withTags(
        good.filter(([id]) => ![273, 278, 279].includes(id)),
        [322, 4, [16]],
        [323, 4, [16]],
        [324, 4, [8]],
        [325, 4, [data.length]],
        ...changes,
      ),
    );
  const huge = 0xffffffff;

  it.each<[string, Uint8Array, string]>([
    [
      'a huge image',
      tinyTiff(data, withTags(good, [256, 4, [huge]], [257, 4, [huge]], [278, 4, [huge]])),
      'format',
    ],
    [
      'a huge deflated strip',
      tinyTiff(data, withTags(good, [257, 4, [2000000]], [278, 4, [huge]], [259, 3, [8]])),
      'format',
    ],
    ['rows beyond the file', tinyTiff(data, withTags(good, [257, 4, [60]], [278, 4, [60]])), 'format'],
    ['no size', tinyTiff(data, withTags(good, [256, 4, [0]])), 'format'],
    ['a tile size of 0', tiles([322, 4, [0]]), 'format'],
    ['huge tiles', tiles([322, 4, [huge]], [323, 4, [huge]]), 'format'],
    ['tiles larger than their bytes', tiles(), 'format'],
    ['fewer tiles than pixels need', tiles([256, 4, [100000]], [257, 4, [100000]]), 'format'],
    ['tiles beyond the end', tiles([324, 4, [1 << 30]], [325, 4, [1024]]), 'format'],
    ['a byte count larger than the file', tiles([325, 4, [huge]]), 'format'],
    ['text where numbers belong', tinyTiff(data, withTags(good, [256, 2, 'wide'])), 'format'],
    ['thousands of bands', tinyTiff(data, withTags(good, [277, 3, [65535]])), 'format'],
    ['33-bit samples', tinyTiff(data, withTags(good, [258, 3, [33]])), 'unsupported'],
    ['damaged LERC data', tinyTiff(data, withTags(good, [259, 3, [34887]])), 'format'],
    ['JPEG of 32 bits', tinyTiff(data, withTags(good, [259, 3, [7]])), 'unsupported'],
    ['LZMA', tinyTiff(data, withTags(good, [259, 3, [34925]])), 'unsupported'],
    ['an unknown compression', tinyTiff(data, withTags(good, [259, 3, [4711]])), 'unsupported'],
    ['predictor 9', tinyTiff(data, withTags(good, [259, 3, [8]], [317, 3, [9]])), 'unsupported'],
    ['damaged deflate data', tinyTiff(data, withTags(good, [259, 3, [8]])), 'format'],
    ['damaged LZW data', tinyTiff(data, withTags(good, [259, 3, [5]])), 'format'],
    ['damaged ZSTD data', tinyTiff(data, withTags(good, [259, 3, [50000]])), 'format'],
    [
      'PackBits data that end early',
      tinyTiff(data.subarray(0, 9), withTags(good, [259, 3, [32773]], [279, 4, [9]])),
      'format',
    ],
    ['a directory beyond the end', patched((v) => v.setUint32(4, 1 << 30, true), good), 'format'],
    ['no directory', patched((v) => v.setUint32(4, 0, true), good), 'format'],
    [
      'a directory that links to itself',
      patched((v) => v.setUint32(v.byteLength - 4, v.getUint32(4, true), true), good),
      'format',
    ],
    ['65,535 tags', patched((v) => v.setUint16(v.getUint32(4, true), 65535, true), good), 'format'],
    [
      'a tag of an unknown type',
      patched((v) => v.setUint16(v.getUint32(4, true) + 4, 99, true), good),
      'format',
    ],
    [
      'a tag with 4 billion values',
      patched((v) => v.setUint32(v.getUint32(4, true) + 6, huge, true), good),
      'format',
    ],
    ['nothing', new Uint8Array(0), 'format'],
    ['a header alone', tinyTiff(data, good).slice(0, 8), 'format'],
    ['a BigTIFF header alone', Uint8Array.of(0x49, 0x49, 43, 0, 8, 0, 0, 0), 'format'],
    ['text', new TextEncoder().encode('ncols 4\nnrows 4\n1 2 3 4\n'), 'unsupported'],
  ])('%s', async (_, bytes, code) => {
    const error = await failure(bytes);
    expect(error.code).toBe(code);
    expect(error.message).toContain('hostile.tif');
    expect(error.hint).not.toBeNull();
  });

  it('does not unpack a deflate bomb', async () => {
    const bomb = deflateSync(new Uint8Array(20_000_000));
    const bytes = tinyTiff(bomb, withTags(good, [259, 3, [8]], [279, 4, [bomb.length]]));
    expect((await failure(bytes)).code).toBe('format');
  });

  it('fails with nothing but CuestaErrors when bytes of the file change', async () => {
    const small = deflateSync(data);
    const directory = withTags(
      good,
      [259, 3, [8]],
      [279, 4, [small.length]],
      [317, 3, [3]],
      [42113, 2, '-9999'],
    );
    const bytes = tinyTiff(small, directory, withTags(good, [254, 4, [1]], [256, 4, [4]], [257, 4, [3]]));
    const change = fc.tuple(
      fc.integer({ min: 0, max: bytes.length - 1 }),
      fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 127, 128, 255)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const mutant = bytes.slice();
        for (const [at, value] of changes) mutant[at] = value;
        const error = await readAll(mutant).catch((e: unknown) => e);
        if (error !== undefined) expect(error).toBeInstanceOf(CuestaError);
      }),
      { numRuns: 2000 },
    );
  }, 30_000);

  it('fails cleanly wherever the file is cut off', async () => {
    const bytes = tinyTiff(data, good);
    for (let length = 0; length < bytes.length - 4; length++) {
      const error = await failure(bytes.slice(0, length));
      expect(['format', 'unsupported']).toContain(error.code);
    }
  });
});
