import { fileURLToPath } from 'node:url';
import type { RasterSource } from '../core/raster-source.js';
import { sharedBlockCache } from './geotiff/block-cache.js';
import { nodeCodecs } from './geotiff/codecs.node.js';
import type { ParallelDecoder } from './geotiff/parallel-decoder.js';
import { type OpenOptions, sourceOf } from './open.js';
import { openSource } from './open-source.js';
import type { ByteSource } from './source/byte-source.js';
import { fileSource } from './source/file-source.node.js';
import { httpSource } from './source/http-source.js';

export interface OpenFileOptions extends OpenOptions {
  /** Threads that decode large windows (`createDecodePool`); without it everything happens on this thread. */
  readonly decoder?: ParallelDecoder;
}

/**
 * Opens a raster: a path, an http(s) or file URL, a `Blob` or the bytes of a file. Files are opened at the first read and
 * share a limited number of handles, so hundreds of sources can be open. Throws `format`, `unsupported` or `io`, naming
 * the input.
 */
export function openRaster(
  input: string | URL | Blob | Uint8Array,
  options: OpenFileOptions = {},
): Promise<RasterSource> {
  return openSource(
    {
      source: nodeSource(input, options),
      codecs: nodeCodecs,
      cache: options.cache ?? sharedBlockCache,
      parallel: options.decoder ?? null,
    },
    options.signal,
  );
}

function nodeSource(input: string | URL | Blob | Uint8Array, options: OpenFileOptions): ByteSource {
  if (typeof input === 'string') {
    return /^https?:\/\//i.test(input) ? httpSource(input, options.http) : fileSource(input);
  }
  if (input instanceof URL && input.protocol === 'file:') return fileSource(fileURLToPath(input));
  return sourceOf(input, options);
}
