/** Bytes of one cached chunk; requests are rounded out to whole chunks. */
const CHUNK = 64 * 1024;

/** Chunks kept, least recently used dropped first (4 MiB). */
const MAX_CHUNKS = 64;

/** Ranges at least this long are not worth keeping: they are pixels, not headers. */
const MAX_CACHED_READ = 4 * CHUNK;

type Fetch = (offset: number, length: number, signal?: AbortSignal) => Promise<Uint8Array>;

/**
 * Puts a small cache in front of a source whose every request is slow. Short reads (tags, tile offsets) are served
 * from aligned chunks, missing neighbours in one request; long reads pass through.
 */
export function cacheChunks(fetch: Fetch): Fetch {
  const chunks = new Map<number, Uint8Array>();

  const remember = (index: number, chunk: Uint8Array): void => {
    chunks.delete(index);
    chunks.set(index, chunk);
    if (chunks.size > MAX_CHUNKS) chunks.delete(chunks.keys().next().value as number);
  };

  return async (offset, length, signal) => {
    if (length >= MAX_CACHED_READ) return fetch(offset, length, signal);
    const first = Math.floor(offset / CHUNK);
    const last = Math.floor((offset + length - 1) / CHUNK);
    const parts: (Uint8Array | undefined)[] = [];
    for (let i = first; i <= last; i++) parts.push(chunks.get(i));
    const from = parts.indexOf(undefined);
    if (from >= 0) {
      const to = parts.lastIndexOf(undefined);
      const start = (first + from) * CHUNK;
      const bytes = await fetch(start, (to - from + 1) * CHUNK, signal);
      for (let i = from; i <= to; i++) {
        // A copy, so that a cached chunk does not keep the whole response alive.
        parts[i] = bytes.slice((i - from) * CHUNK, (i - from + 1) * CHUNK);
      }
    }
    parts.forEach((part, i) => {
      remember(first + i, part!);
    });
    return assemble(parts as Uint8Array[], offset - first * CHUNK, length);
  };
}

/** Joins chunks and cuts the part asked for; a short last chunk means the source ended. */
function assemble(parts: readonly Uint8Array[], start: number, length: number): Uint8Array {
  if (parts.length === 1) return parts[0].slice(start, start + length);
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined.subarray(start, start + length);
}
