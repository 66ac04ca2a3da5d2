import { damagedFile } from './format-error.js';

/** Decompresses at most `size` bytes, fewer only where the data end. Throws what `fail` makes of damaged data. */
export async function inflateUpTo(
  bytes: Uint8Array,
  format: 'deflate' | 'deflate-raw',
  size: number,
  fail: (cause: unknown) => Error,
): Promise<Uint8Array> {
  const stream = new DecompressionStream(format);
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
    throw fail(cause);
  }
  // Whatever follows (padding, trailing bytes) is not needed.
  await reader.cancel().catch(() => {});
  return out.subarray(0, at);
}

/** Decompresses to exactly `size` bytes. Throws `format`, naming the file. */
export async function inflateExactly(
  bytes: Uint8Array,
  format: 'deflate' | 'deflate-raw',
  size: number,
  name: string,
): Promise<Uint8Array> {
  const out = await inflateUpTo(bytes, format, size, (cause) =>
    damagedFile(name, 'has damaged compressed data', cause),
  );
  if (out.length < size)
    throw damagedFile(name, `has compressed data of ${out.length} bytes instead of ${size}`);
  return out;
}
