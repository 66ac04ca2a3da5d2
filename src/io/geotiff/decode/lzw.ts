import { corruptBlock } from './corrupt.js';

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/**
 * Decodes TIFF LZW (TIFF 6.0, section 13: codes packed from the most significant bit, width grows one code early).
 * A table entry is the string of the code before it plus one byte, and that is already in the output in one piece:
 * the table holds only where it starts and how long it is.
 *
 * @returns at most `size` bytes; fewer when the data end early. Throws `format` on impossible codes.
 */
export function decodeLzw(source: Uint8Array, size: number): Uint8Array {
  if (source.length > 1 && source[0] === 0 && (source[1] & 1) === 1) throw corruptBlock('LZW of before 1992');
  const out = new Uint8Array(size);
  const starts = new Uint32Array(MAX_CODES);
  const lengths = new Uint16Array(MAX_CODES);
  let next = END + 1;
  let width = 9;
  let pending = 0;
  let pendingBits = 0;
  let from = 0;
  let at = 0;
  let lastStart = 0;
  let lastLength = 0;

  while (at < size) {
    while (pendingBits < width) {
      if (from === source.length) return out.subarray(0, at);
      pending = (pending << 8) | source[from++];
      pendingBits += 8;
    }
    pendingBits -= width;
    const code = pending >>> pendingBits;
    pending &= (1 << pendingBits) - 1;

    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      lastLength = 0;
      continue;
    }
    if (code === END) break;
    if (lastLength > 0 && next < MAX_CODES) {
      starts[next] = lastStart;
      lengths[next] = lastLength + 1;
      next++;
      if (next === (1 << width) - 1 && width < 12) width++;
    }
    lastStart = at;
    if (code < CLEAR) {
      out[at++] = code;
      lastLength = 1;
      continue;
    }
    if (code >= next) throw corruptBlock('LZW');
    const length = lengths[code];
    let copy = starts[code];
    // Byte by byte: the newest entry overlaps its own end.
    const end = Math.min(at + length, size);
    while (at < end) out[at++] = out[copy++];
    lastLength = length;
  }
  return out.subarray(0, at);
}
