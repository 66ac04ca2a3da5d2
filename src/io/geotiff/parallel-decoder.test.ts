import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { plainTags, type TinyTag, tinyTiff, withTags } from '../../../test/support/tiny-tiff.js';
import { openRaster } from '../open.node.js';
import { nodeCodecs } from './codecs.node.js';
import { decodeTask, type ParallelDecoder } from './parallel-decoder.js';

const SIZE = 1600;
const ROWS = 100;

/** A large image in deflated strips; the strip at `damaged` is not deflate, that at `missing` not there. */
function largeTiff({ damaged = -1, missing = -1 } = {}): Uint8Array {
  const heights = Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i % 977) - 5);
  const strips: Uint8Array[] = [];
  for (let row = 0; row < SIZE; row += ROWS) {
    const strip = heights.subarray(row * SIZE, (row + ROWS) * SIZE);
    strips.push(deflateSync(new Uint8Array(strip.buffer, strip.byteOffset, strip.byteLength), { level: 1 }));
  }
  if (damaged >= 0) strips[damaged].fill(0xff, 2);
  let at = 8;
  const offsets = strips.map((strip, i) => {
    at += strip.length;
    return i === missing ? 0 : at - strip.length;
  });
  const changes: TinyTag[] = [
    [259, 3, [8]],
    [273, 4, offsets],
    [278, 4, [ROWS]],
    [279, 4, strips.map((s, i) => (i === missing ? 0 : s.length))],
    [42113, 2, '7'],
  ];
  return tinyTiff(Buffer.concat(strips), withTags(plainTags(SIZE, SIZE), ...changes));
}

/** Counts the tasks and does them here; real threads are tested in test/process. */
function decoderOnThisThread(): ParallelDecoder & { tasks: number } {
  return {
    threads: 2,
    tasks: 0,
    decode(task) {
      this.tasks++;
      // Memory is taken away, as on the way to another thread.
      const transfer = [task.bytes.buffer as ArrayBuffer, task.heights.buffer as ArrayBuffer];
      return decodeTask(structuredClone(task, { transfer }), nodeCodecs);
    },
  };
}

const window = { col: -10, row: -20, width: SIZE + 15, height: SIZE + 30 };

describe('decoding large windows in parallel', () => {
  it('gives the same heights as decoding on one thread', async () => {
    const bytes = largeTiff({ missing: 3 });
    const decoder = decoderOnThisThread();
    const expected = await (await openRaster(bytes)).readRaster(window);
    const { data } = await (await openRaster(bytes, { decoder })).readRaster(window);
    expect(decoder.tasks).toBeGreaterThan(0);
    expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(expected.data.buffer))).toBe(0);
    expect(data.some((h) => h === 6)).toBe(true);
    expect(data.some((h) => h === 7)).toBe(false);
  });

  it('leaves small windows to this thread', async () => {
    const decoder = decoderOnThisThread();
    const raster = await openRaster(largeTiff(), { decoder });
    await raster.readRaster({ col: 5, row: 5, width: 100, height: 100 });
    expect(decoder.tasks).toBe(0);
  });

  it('names the file and the block that is damaged', async () => {
    const decoder = decoderOnThisThread();
    const raster = await openRaster(largeTiff({ damaged: 5 }), { decoder, name: 'large.tif' });
    await expect(raster.readRaster(window)).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining('large.tif, block 0/5'),
    });
  });
});
