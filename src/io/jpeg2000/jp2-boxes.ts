import { damagedFile } from '../format-error.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';

export interface Jp2Boxes {
  /** The codestream. */
  readonly start: number;
  readonly length: number;
  /** A GeoTIFF without samples that says where the image lies (GeoJP2); null when there is none. */
  readonly geotiff: Uint8Array | null;
}

/** The UUID of the GeoJP2 box. */
const GEO_UUID = 'b14bf8bd083d4b43a5ae8cd7d5a6ce03';
const MAX_GEOTIFF = 2 ** 20;
const MAX_BOXES = 1000;

/** Finds the boxes that matter (ISO/IEC 15444-1, annex I); a bare codestream is its own. Throws `format`. */
export async function findBoxes(source: ByteSource, signal?: AbortSignal): Promise<Jp2Boxes> {
  const size = await source.size(signal);
  if (size === null) throw damagedFile(source.name, 'is a JPEG 2000 file of unknown size');
  const first = await readExactly(source, 0, 2, signal);
  if (first[0] === 0xff) return { start: 0, length: size, geotiff: null };
  let geotiff: Uint8Array | null = null;
  let codestream: { start: number; length: number } | null = null;
  for (let at = 0, count = 0; at + 8 <= size && count < MAX_BOXES; count++) {
    const head = await source.read(at, 32, signal);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const type = String.fromCharCode(...head.subarray(4, 8));
    const long = view.getUint32(0) === 1 && head.length >= 16;
    const stated = long ? Number(view.getBigUint64(8)) : view.getUint32(0);
    // 0: up to the end of the file. A truncated box ends with the file.
    const length = stated === 0 ? size - at : Math.min(stated, size - at);
    const content = long ? 16 : 8;
    if (length < content) throw damagedFile(source.name, 'has a damaged JPEG 2000 box');
    if (type === 'jp2c') codestream ??= { start: at + content, length: length - content };
    if (type === 'uuid' && hex(head.subarray(content, content + 16)) === GEO_UUID && length < MAX_GEOTIFF) {
      geotiff = await readExactly(source, at + content + 16, length - content - 16, signal);
    }
    at += length;
  }
  if (codestream === null) throw damagedFile(source.name, 'is a JPEG 2000 file without an image');
  return { ...codestream, geotiff };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
