import { readFile } from 'node:fs/promises';
import { ioError } from '../../core/atomic-file.node.js';
import type { Grid } from '../../core/georef.js';
import { type CogOptions, cogSpec } from '../../io/cog/cog-spec.js';
import { CogWriter } from '../../io/cog/cog-writer.node.js';
import { type MatchedPlanes, unpackPlanes } from './matched-planes.js';
import type { MatchedPart } from './radar-task.js';

/** Rasters of a pair on its epipolar grid. */
const RASTERS = ['left', 'right', 'disparity'] as const;

/** Files of epipolar images: PREFIX_left.tif, ..., with the pair's number where there are several. */
export function epipolarFiles(prefix: string, pairs: number): string[][] {
  return Array.from({ length: pairs }, (_, index) => {
    const own = pairs === 1 ? prefix : `${prefix}_${index + 1}`;
    return RASTERS.map((name) => `${own}_${name}.tif`);
  });
}

/** Writes both images (8 bit, 0 where one of them has no signal) and the disparities (columns) of a pair from its matched parts. */
export async function writeEpipolar(
  files: readonly string[],
  grid: Grid,
  parts: readonly MatchedPart[],
  signal: AbortSignal,
): Promise<void> {
  for (const [k, name] of RASTERS.entries()) await writeRaster(files[k], name, grid, parts, signal);
}

async function writeRaster(
  path: string,
  name: (typeof RASTERS)[number],
  grid: Grid,
  parts: readonly MatchedPart[],
  signal: AbortSignal,
): Promise<void> {
  const { width, height } = grid;
  const type: Pick<CogOptions, 'dtype' | 'nodata'> =
    name === 'disparity' ? { dtype: 'float32', nodata: -9999 } : { dtype: 'uint8', nodata: 0 };
  const spec = cogSpec({ ...type, width, height, georef: grid, descriptions: [name] });
  const writer = await CogWriter.create(path, spec, { signal });
  try {
    for (const { window, path: artifact } of parts) {
      const size = window.width * window.height;
      const samples =
        artifact === null ? nothing(name, size) : samplesOf(await planesOf(artifact, size), name);
      const side = 2 * spec.blockSize;
      await writer.writeTile({ col: window.col / side, row: window.row / side, depth: 1 }, [samples]);
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function planesOf(path: string, size: number): Promise<MatchedPlanes> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw ioError(cause, path, 'read');
  });
  return unpackPlanes(bytes, size);
}

function nothing(name: (typeof RASTERS)[number], size: number): Float32Array | Uint8Array {
  return name === 'disparity' ? new Float32Array(size).fill(Number.NaN) : new Uint8Array(size);
}

function samplesOf(planes: MatchedPlanes, name: (typeof RASTERS)[number]): Float32Array | Uint8Array {
  if (name === 'disparity') return planes.disparity;
  return planes[name].map((grey, i) => (planes.valid[i] === 0 ? 0 : Math.max(1, grey)));
}
