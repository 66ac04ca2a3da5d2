import { createHash } from 'node:crypto';
import { CuestaError, throwIfAborted } from '../core/errors.js';
import { isUsable } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { RasterInfo } from '../core/raster-source.js';
import { sha256File } from '../io/hash.node.js';
import { openRaster } from '../io/open.node.js';

/** An input as a plan needs it: header facts, grid and content hash; the file is closed again. */
export interface InputFile {
  readonly path: string;
  readonly info: RasterInfo;
  readonly grid: Grid;
  /**
   * SHA-256 of the content; orders the contributors and identifies the tasks. Of a URL only the address and the header
   * facts are hashed: reading all of it would defeat windowed access.
   */
  readonly sha256: string;
  /** Null for a URL. */
  readonly bytes: number | null;
}

/** Files open at the same time while headers are read and contents hashed. */
const CONCURRENCY = 4;

/**
 * Opens every input, checks that it can be placed on the ground, and hashes its content.
 * Throws `io`, `format`, `unsupported` or `geometry`, naming the file.
 */
export async function inspectInputs(
  paths: readonly string[],
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<InputFile[]> {
  const results = new Array<InputFile>(paths.length);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < paths.length; i = next++) {
      throwIfAborted(signal);
      results[i] = await inspectInput(paths[i]!, signal);
      onProgress(++done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, paths.length) }, work));
  return results;
}

async function inspectInput(path: string, signal: AbortSignal): Promise<InputFile> {
  const source = await openRaster(path, { signal });
  try {
    const { info } = source;
    const grid = gridOf(info);
    const { sha256, bytes } = await identify(path, info, signal);
    return { path, info, grid, sha256, bytes };
  } finally {
    await source.close();
  }
}

/** Grid of a raster. Throws `geometry` when the file does not say where it lies. */
export function gridOf(info: RasterInfo): Grid {
  if (info.georef === null || !isUsable(info.georef.transform)) {
    throw new CuestaError('geometry', `${info.name} has no usable georeferencing.`, {
      subject: info.name,
      hint: 'Give it a CRS and a transform first, e.g. gdal_translate -a_srs CRS -a_ullr ULX ULY LRX LRY IN OUT.',
    });
  }
  return { width: info.width, height: info.height, ...info.georef };
}

async function identify(
  path: string,
  info: RasterInfo,
  signal: AbortSignal,
): Promise<Pick<InputFile, 'sha256' | 'bytes'>> {
  if (!/^https?:\/\//.test(path)) return sha256File(path, signal);
  const sha256 = createHash('sha256').update(JSON.stringify(info)).digest('hex');
  return { sha256, bytes: null };
}
