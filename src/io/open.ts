import type { RasterSource } from '../core/raster-source.js';
import { type BlockCache, sharedBlockCache } from './geotiff/block-cache.js';
import { webCodecs } from './geotiff/codecs.js';
import { openSource } from './open-source.js';
import { blobSource } from './source/blob-source.js';
import type { ByteSource } from './source/byte-source.js';
import { type HttpOptions, httpSource } from './source/http-source.js';
import { memorySource } from './source/memory-source.js';

export interface OpenOptions {
  /** How messages name a blob or bytes; a `File` has a name of its own. */
  readonly name?: string;
  /** Request headers and retries for URLs. */
  readonly http?: HttpOptions;
  /** Where decoded blocks are kept; all sources of a thread share 32 MiB otherwise. */
  readonly cache?: BlockCache;
  readonly signal?: AbortSignal;
}

/**
 * Opens a raster: a URL (string or `URL`, read by range requests), a `Blob` or `File`, or the bytes of a file. Runs in
 * browsers and in Node; `cuesta/node` has a version that also takes paths. Throws `format`, `unsupported` or `io`,
 * naming the input.
 */
export function openRaster(
  input: string | URL | Blob | Uint8Array,
  options: OpenOptions = {},
): Promise<RasterSource> {
  const source = typeof input === 'string' ? httpSource(input, options.http) : sourceOf(input, options);
  return openSource(
    { source, codecs: webCodecs, cache: options.cache ?? sharedBlockCache, parallel: null },
    options.signal,
  );
}

/** Byte source of anything but a string. */
export function sourceOf(input: URL | Blob | Uint8Array, options: OpenOptions): ByteSource {
  if (input instanceof URL) return httpSource(input.href, options.http);
  if (input instanceof Uint8Array) return memorySource(input, options.name ?? 'bytes in memory');
  return blobSource(input, options.name ?? ('name' in input ? String(input.name) : 'blob'));
}
