import type { SharedModule } from '../emscripten-decoder.js';
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
export const webCodecs: Codecs = { inflate, zstd: decodeZstd, openJpeg: openJpegScript };

async function inflate(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const stream = new DecompressionStream('deflate');
  const writer = stream.writable.getWriter();
  // Fails together with the reader below when the data are damaged; that one is awaited.
  const written = writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close());
  written.catch(() => {});
  const reader = stream.readable.getReader();
  const out = new Uint8Array(size);
  let at = 0;
  try {
    while (at < size) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, size - at);
      out.set(part, at);
      at += part.length;
    }
  } catch (cause) {
    throw corruptBlock('deflate', cause);
  }
  // Whatever follows the samples (padding, trailing bytes) is not needed.
  await reader.cancel().catch(() => {});
  return out.subarray(0, at);
}
