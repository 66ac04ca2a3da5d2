import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CuestaError } from '../core/errors.js';
import type { RasterSource } from '../core/raster-source.js';
import { sharedBlockCache } from './geotiff/block-cache.js';
import { nodeCodecs } from './geotiff/codecs.node.js';
import type { ParallelDecoder } from './geotiff/parallel-decoder.js';
import { findAmong, findOnServer, type OpenOptions, sourceOf } from './open.js';
import { openSource } from './open-source.js';
import type { ByteSource } from './source/byte-source.js';
import { fileSource } from './source/file-source.node.js';
import { httpSource } from './source/http-source.js';

export interface OpenFileOptions extends OpenOptions {
  /** Threads that decode large windows (`createDecodePool`); without it everything happens on this thread. */
  readonly decoder?: ParallelDecoder;
}

/**
 * Opens a raster of any format that is told by its content (docs/formats.md): a path, an http(s) or file URL, a `Blob` or the bytes of a
 * file. Files are opened at the first read and share a limited number of handles, so hundreds of sources can be open. Throws `format`,
 * `unsupported` or `io`, naming the input.
 */
export function openRaster(
  input: string | URL | Blob | Uint8Array,
  options: OpenFileOptions = {},
): Promise<RasterSource> {
  const path = pathOf(input);
  const isAddress = typeof input === 'string' || input instanceof URL;
  const source =
    path !== null
      ? fileSource(path)
      : typeof input === 'string'
        ? httpSource(input, options.http)
        : sourceOf(input as URL | Blob | Uint8Array, options);
  return openSource(
    {
      ...{ source, codecs: nodeCodecs, cache: options.cache ?? sharedBlockCache },
      parallel: options.decoder ?? null,
      find:
        path !== null ? findBesidePath : isAddress ? findOnServer(options.http) : findAmong(options.beside),
    },
    options.signal,
  );
}

/** Null for what is no local file. */
function pathOf(input: string | URL | Blob | Uint8Array): string | null {
  if (typeof input === 'string') return /^https?:\/\//i.test(input) ? null : input;
  return input instanceof URL && input.protocol === 'file:' ? fileURLToPath(input) : null;
}

/** Finds a file by its name relative to the folder of another, in any case: labels spell names in capitals whatever the files are called. */
async function findBesidePath(from: string, name: string, signal?: AbortSignal): Promise<ByteSource> {
  if (/^https?:\/\//i.test(name)) return httpSource(name);
  if (/^https?:\/\//i.test(from)) return findOnServer(undefined)(from, name, signal);
  const exact = resolve(dirname(from), name);
  if (await exists(exact)) return fileSource(exact);
  const names = await readdir(dirname(exact)).catch((): string[] => []);
  const found = names.find((other) => other.toLowerCase() === basename(exact).toLowerCase());
  if (found !== undefined) return fileSource(join(dirname(exact), found));
  throw new CuestaError('io', `${from} refers to ${name}, which is not in ${dirname(exact)}.`, {
    subject: from,
    hint: 'Put the file there, or open a copy that holds everything.',
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
