/**
 * Decodes PackBits (TIFF 6.0, section 9).
 *
 * @returns at most `size` bytes; fewer when the data end early.
 */
export function decodePackBits(source: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 0;
  let at = 0;
  while (at < size && from < source.length) {
    const head = source[from++];
    if (head === 128) continue;
    if (head > 128) {
      if (from === source.length) break;
      const end = Math.min(at + 257 - head, size);
      out.fill(source[from++], at, end);
      at = end;
    } else {
      const count = Math.min(head + 1, size - at, source.length - from);
      out.set(source.subarray(from, from + count), at);
      from += count;
      at += count;
    }
  }
  return out.subarray(0, at);
}
