import { loadZstd } from '../../zstd-module.js';
import { corruptBlock } from './corrupt.js';

type Zstd = Awaited<ReturnType<typeof loadZstd>>;

let loaded: Zstd | undefined;

/**
 * Decompresses a ZSTD frame (RFC 8878) of at most `size` bytes with WebAssembly. Synchronous once the module, which is
 * loaded at first use, is there. Throws `format` when the data are damaged.
 */
export function decodeZstd(bytes: Uint8Array, size: number): Uint8Array | Promise<Uint8Array> {
  if (loaded === undefined) {
    return loadZstd().then((zstd) => {
      loaded = zstd;
      return decompress(zstd, bytes, size);
    });
  }
  return decompress(loaded, bytes, size);
}

function decompress(zstd: Zstd, bytes: Uint8Array, size: number): Uint8Array {
  checkFrame(bytes, size);
  try {
    return zstd.decompress(bytes, { defaultHeapSize: size });
  } catch (cause) {
    throw corruptBlock('ZSTD', cause);
  }
}

/**
 * Checks magic number and declared content size (RFC 8878, section 3.1.1.1): decoders trust the latter when they
 * allocate.
 */
export function checkFrame(bytes: Uint8Array, size: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6) throw corruptBlock('ZSTD');
  if (view.getUint32(0, true) !== 0xfd2fb528) throw corruptBlock('ZSTD');
  const descriptor = bytes[4];
  const single = (descriptor & 0x20) !== 0;
  const sizeCode = descriptor >> 6;
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  const sizeBytes = sizeCode === 0 ? (single ? 1 : 0) : 1 << sizeCode;
  if (sizeBytes === 0) return;
  if (at + sizeBytes > bytes.length) throw corruptBlock('ZSTD');
  let declared = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) declared = declared * 256 + bytes[at + i];
  if (sizeBytes === 2) declared += 256;
  if (declared > size) throw corruptBlock('ZSTD');
}
