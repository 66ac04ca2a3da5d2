import type { SharedModule } from '../emscripten-decoder.js';
import { inflateUpTo } from '../inflate.js';
import { type Jpeg2000Module, openJpegScript } from '../jpeg2000/decode-tile.js';
import { corruptBlock } from './decode/corrupt.js';
import { decodeZstd } from './decode/zstd.js';

/**
 * Decompressors that depend on the platform. Each returns the decompressed bytes, at least `size` of them unless the
 * data end early (the caller checks), and never much more: memory stays bounded whatever the data are. The result
 * belongs to the caller. Node's are synchronous, which saves an event-loop turn per block.
 */
export interface Codecs {
  inflate(bytes: Uint8Array, size: number): Uint8Array | Promise<Uint8Array>;
  zstd(bytes: Uint8Array, size: number): Uint8Array | Promise<Uint8Array>;
  /** JPEG 2000; loaded at first use. */
  readonly openJpeg: SharedModule<Jpeg2000Module>;
}

/** Decompressors of every current browser. */
export const webCodecs: Codecs = {
  inflate: (bytes, size) => inflateUpTo(bytes, 'deflate', size, (cause) => corruptBlock('deflate', cause)),
  zstd: decodeZstd,
  openJpeg: openJpegScript,
};
