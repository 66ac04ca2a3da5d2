import * as zlib from 'node:zlib';
import { sharedModule, startModule } from '../emscripten-decoder.js';
import type { Jpeg2000Module } from '../jpeg2000/decode-tile.js';
import type { Codecs } from './codecs.js';
import { corruptBlock } from './decode/corrupt.js';
import { checkFrame, decodeZstd } from './decode/zstd.js';

/** Bytes beyond the samples that a block may hold (padding) before it counts as damaged. */
const SLACK = 64 * 1024;

/** Node's own zlib, and its own ZSTD where this version has it (22.15 and later). */
export const nodeCodecs: Codecs = {
  inflate(bytes, size) {
    try {
      return zlib.inflateSync(bytes, {
        // One chunk a little larger than the result: no second allocation, no joining.
        chunkSize: size + 64,
        maxOutputLength: size + SLACK,
        // Data that end early give what there is instead of an error.
        finishFlush: zlib.constants.Z_SYNC_FLUSH,
      });
    } catch (cause) {
      throw corruptBlock('deflate', cause);
    }
  },
  zstd(bytes, size) {
    const decompress = (zlib as { zstdDecompressSync?: typeof zlib.inflateSync }).zstdDecompressSync;
    if (decompress === undefined) return decodeZstd(bytes, size);
    checkFrame(bytes, size);
    try {
      return decompress(bytes, { chunkSize: size + 64, maxOutputLength: size + SLACK });
    } catch (cause) {
      throw corruptBlock('ZSTD', cause);
    }
  },
  // WebAssembly, which lies in a file of its own and is three times as fast as the JavaScript for browsers.
  openJpeg: sharedModule(() =>
    import('@cornerstonejs/codec-openjpeg/decodewasmjs').then(startModule<Jpeg2000Module>),
  ),
};
