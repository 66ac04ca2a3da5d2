import { CuestaError } from '../core/errors.js';
import type { RasterSource } from '../core/raster-source.js';
import { type BlockCache, sharedBlockCache } from './geotiff/block-cache.js';
import { webCodecs } from './geotiff/codecs.js';
import { openSource, type SourceContext } from './open-source.js';
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
  /** Of a blob or bytes: the files that it may refer to (image of a detached label, sources of a VRT), by name. */
  readonly beside?: Readonly<Record<string, Blob | Uint8Array>>;
  readonly signal?: AbortSignal;
}

/**
 * Opens a raster of any format that is told by its content (docs/formats.md): a URL (string or `URL`, read by range requests), a `Blob`
 * or `File`, or the bytes of a file. Runs in browsers and in Node; `cuesta/node` has a version that also takes paths. Throws `format`,
 * `unsupported` or `io`, naming the input.
 */
export function openRaster(
  input: string | URL | Blob | Uint8Array,
  options: OpenOptions = {},
): Promise<RasterSource> {
  const source = typeof input === 'string' ? httpSource(input, options.http) : sourceOf(input, options);
  return openSource(
    {
      ...{ source, codecs: webCodecs, cache: options.cache ?? sharedBlockCache, parallel: null },
      find:
        typeof input === 'string' || input instanceof URL
          ? findOnServer(options.http)
          : findAmong(options.beside),
    },
    options.signal,
  );
}

/** Byte source of anything but a string. */
export function sourceOf(input: URL | Blob | Uint8Array, options: OpenOptions): ByteSource {
  if (input instanceof URL) return httpSource(input.href, options.http);
  if (input instanceof Uint8Array) return memorySource(input, options.name ?? 'bytes in memory');
  return blobSource(input, options.name ?? ('name' in input ? String(input.name) : 'blob'));
}

/** Finds what a file on a web server refers to, by the file's address. */
export function findOnServer(http: HttpOptions | undefined): SourceContext['find'] {
  return async (from, name) => {
    const url = URL.canParse(name, from) ? new URL(name, from) : null;
    if (url !== null && /^https?:$/.test(url.protocol)) return httpSource(url.href, http);
    throw noFile(from, name, 'Only addresses on web servers can be read from here.');
  };
}

/** Finds what a blob or bytes refer to among the files that came with it. */
export function findAmong(files: OpenOptions['beside'] = {}): SourceContext['find'] {
  return async (from, name) => {
    const wanted = name.split(/[/\\]/).at(-1)!.toLowerCase();
    const found = Object.entries(files).find(([key]) => key.toLowerCase() === wanted);
    if (found !== undefined) return sourceOf(found[1], { name: found[0] });
    throw noFile(from, name, 'Give it as well, in the option `beside`.');
  };
}

function noFile(from: string, name: string, hint: string): CuestaError {
  return new CuestaError('io', `${from} refers to ${name}, which is not there.`, { subject: from, hint });
}
