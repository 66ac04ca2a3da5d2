import { damagedFile } from './format-error.js';

/** Decompresses to exactly `size` bytes, and never more. Throws `format`, naming the file. */
export async function inflateExactly(
  bytes: Uint8Array,
  format: 'deflate' | 'deflate-raw',
  size: number,
  name: string,
): Promise<Uint8Array> {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // Fails together with the reader below when the data are damaged; that one is awaited.
  writer
    .write(bytes as Uint8Array<ArrayBuffer>)
    .then(() => writer.close())
    .catch(() => {});
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
    throw damagedFile(name, 'has damaged compressed data', cause);
  }
  await reader.cancel().catch(() => {});
  if (at < size) throw damagedFile(name, `has compressed data of ${at} bytes instead of ${size}`);
  return out;
}
