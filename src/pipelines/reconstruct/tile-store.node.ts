import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import type { Window } from '../../core/window.js';
import { artifactPath } from '../../jobs/artifact.node.js';
import { taskId } from '../../jobs/task-id.node.js';
import type { TileHeights } from './predict-tile.js';

/** Where a job keeps its network tiles. Plain JSON. */
export interface TileStoreOptions {
  /** Work folder of the job, which is removed with its artifacts. */
  readonly folder: string;
  /** Hash of everything that a tile depends on besides its place. */
  readonly key: string;
}

/**
 * Network tiles on disk while a job runs: tiles reach into several parts of the DTM, and are made once for all of them, whichever worker
 * comes first. Two that come at the same time write the same bytes.
 */
export interface TileStore {
  /** Undefined for a tile that is not there, or damaged; null for one that cannot be made. */
  get(image: string, tile: Window): Promise<TileHeights | null | undefined>;
  put(image: string, tile: Window, made: TileHeights | null): Promise<void>;
}

export function createTileStore({ folder, key }: TileStoreOptions): TileStore {
  const pathOf = (image: string, { col, row }: Window): string =>
    artifactPath(folder, taskId({ key, image, col, row }));
  return {
    async get(image, tile) {
      const path = pathOf(image, tile);
      const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return null;
        throw ioError(cause, path, 'read');
      });
      return bytes === null ? undefined : decode(bytes, tile.width * tile.height);
    },
    async put(image, tile, made) {
      const body = encode(made);
      const digest = createHash('sha256').update(body).digest();
      await writeAtomically(
        pathOf(image, tile),
        async (file) => {
          await file.writeFile(digest);
          await file.writeFile(body);
        },
        { sync: false },
      );
    },
  };
}

const DIGEST = 32;
/** Three flags before the samples, and one byte more that keeps these on multiples of four. */
const HEADER = 4;

function encode(made: TileHeights | null): Uint8Array {
  if (made === null) return new Uint8Array(0);
  const { heights, sigma, isAligned, isFlat } = made;
  const planes = sigma === null ? [heights] : [heights, sigma];
  const body = new Uint8Array(HEADER + planes.length * heights.byteLength);
  body.set([Number(isAligned), Number(isFlat), Number(sigma !== null)]);
  for (const [i, plane] of planes.entries()) {
    body.set(
      new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength),
      HEADER + i * heights.byteLength,
    );
  }
  return body;
}

function decode(bytes: Uint8Array, samples: number): TileHeights | null | undefined {
  const body = bytes.subarray(DIGEST);
  const digest = createHash('sha256').update(body).digest();
  if (bytes.length < DIGEST || !digest.equals(bytes.subarray(0, DIGEST))) return undefined;
  if (body.length === 0) return null;
  const [isAligned, isFlat, hasSigma] = [body[0] === 1, body[1] === 1, body[2] === 1];
  const plane = (i: number): Float32Array => {
    const from = HEADER + 4 * samples * i;
    // A copy: a Buffer's memory is shared, and not aligned.
    return new Float32Array(new Uint8Array(body.subarray(from, from + 4 * samples)).buffer);
  };
  return { heights: plane(0), sigma: hasSigma ? plane(1) : null, isAligned, isFlat };
}
