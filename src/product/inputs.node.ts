import { createHash } from 'node:crypto';
import { CuestaError, throwIfAborted } from '../core/errors.js';
import { isUsable } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { RasterInfo } from '../core/raster-source.js';
import { sha256File } from '../io/hash.node.js';
import { openRaster } from '../io/open.node.js';

/** A file by its content. */
export interface FileStamp {
  readonly path: string;
  readonly sha256: string;
  /** Null for a URL. */
  readonly bytes: number | null;
}

/** An input as a plan needs it: header facts, grid and content hash; the file is closed again. */
export interface InputFile extends FileStamp {
  readonly info: RasterInfo;
  readonly grid: Grid;
  /**
   * SHA-256 of the content; orders the contributors and identifies the tasks. Of a URL only the address and the header
   * facts are hashed: reading all of it would defeat windowed access.
   */
  readonly sha256: string;
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
      results[i] = await inspectInput(paths[i], signal);
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
    return { ...(await identify(path, info, signal)), info, grid };
  } finally {
    await source.close();
  }
}

/** Grid of a raster. Throws `geometry` when the file does not say where it lies, or not so that it is understood. */
export function gridOf(info: RasterInfo): Grid {
  const { georef, georefProblem, name } = info;
  if (georef !== null && isUsable(georef.transform)) {
    return { width: info.width, height: info.height, ...georef };
  }
  const reason = georefProblem === undefined ? '' : `: ${georefProblem.replace(/\.$/, '')}`;
  const isAbsent = georefProblem === undefined || georefProblem.startsWith('it has no');
  throw new CuestaError('geometry', `${name} has no usable georeferencing${reason}.`, {
    subject: name,
    hint: isAbsent
      ? 'Give it a CRS and a transform first, e.g. gdal_translate -a_srs CRS -a_ullr ULX ULY LRX LRY IN OUT.'
      : 'Reproject it first, e.g. gdalwarp -t_srs EPSG:4326 IN OUT.',
  });
}

/** Throws `unsupported` or `input` for a raster that is no elevation model: several bands, complex samples. */
export function requireHeights(input: Pick<InputFile, 'path' | 'info'>): void {
  const { path, info } = input;
  if (info.bands > 1) {
    throw new CuestaError('unsupported', `${path} has ${info.bands} bands; a DEM has one.`, {
      subject: path,
      hint: 'Extract the band with heights first: gdal_translate -b 1 IN OUT.',
    });
  }
  requireReal(input);
}

/** Throws `input` for complex samples. */
export function requireReal({ path, info }: Pick<InputFile, 'path' | 'info'>): void {
  if (info.dtype !== 'cint16' && info.dtype !== 'cfloat32') return;
  throw new CuestaError('input', `${path} holds complex samples (${info.dtype}).`, {
    subject: path,
    hint: 'Convert it to amplitude or other real samples first.',
  });
}

/** Hash of a file that is an input of the samples though not a raster of the plan; of a URL only the address is hashed. */
export async function stampFile(path: string, signal: AbortSignal): Promise<FileStamp> {
  if (isUrl(path)) return { path, sha256: createHash('sha256').update(path).digest('hex'), bytes: null };
  return { path, ...(await sha256File(path, signal)) };
}

async function identify(path: string, info: RasterInfo, signal: AbortSignal): Promise<FileStamp> {
  if (!isUrl(path)) return stampWithParts(await stampFile(path, signal), info.files ?? [], signal);
  return { path, sha256: createHash('sha256').update(JSON.stringify(info)).digest('hex'), bytes: null };
}

/** The hash of a file that others belong to is that of all their hashes: a mosaic changes with its sources. */
async function stampWithParts(
  stamp: FileStamp,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<FileStamp> {
  if (parts.length === 0) return stamp;
  const hash = createHash('sha256').update(stamp.sha256);
  for (const part of parts) hash.update((await stampFile(part, signal)).sha256);
  return { ...stamp, sha256: hash.digest('hex') };
}

function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}
