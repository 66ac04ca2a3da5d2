import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { throwIfAborted } from '../../core/errors.js';
import type { BlockTable } from './block-table.js';
import { BLOCK_FRAME_BYTES } from './tile-tree-blob.js';
import { type Extent, type TreeStore, writeFully } from './tree-store.node.js';

/** Neighbouring blocks that are neighbours in their source, too: one read. */
interface Run extends Extent {
  bytes: number;
}

/** Runs that are read together and written at once. */
interface Chunk {
  readonly runs: readonly Run[];
  readonly bytes: number;
}

const CHUNK_BYTES = 4 << 20;

/** Written bytes after which the system is asked to bring them to the disk, so that the final sync has little left to do. */
const FLUSH_BYTES = 32 << 20;

/**
 * Writes the header and then the blocks of all tables in their order to an empty file. Reading the next chunk overlaps with
 * writing the last, and both with bringing earlier ones to the disk. Returns the SHA-256 of the file.
 */
export async function assemble(
  file: FileHandle,
  header: Uint8Array,
  tables: readonly BlockTable[],
  store: TreeStore,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(header);
  await writeFully(file, header, 0);
  let position = header.length;
  const buffers = [new Uint8Array(CHUNK_BYTES), new Uint8Array(CHUNK_BYTES)];
  let written: Promise<void> = Promise.resolve();
  let flushed: Promise<void> = Promise.resolve();
  let unflushed = 0;
  let turn = 0;
  for (const chunk of chunksOf(tables)) {
    if (buffers[turn].length < chunk.bytes) buffers[turn] = new Uint8Array(chunk.bytes);
    const target = buffers[turn].subarray(0, chunk.bytes);
    await Promise.all([written, readChunk(chunk, store, target)]);
    throwIfAborted(signal);
    if (unflushed >= FLUSH_BYTES) {
      await flushed;
      flushed = file.datasync();
      unflushed = 0;
    }
    written = writeFully(file, target, position);
    unflushed += chunk.bytes;
    hash.update(target);
    position += chunk.bytes;
    turn = 1 - turn;
  }
  await Promise.all([written, flushed]);
  return hash.digest('hex');
}

function* chunksOf(tables: readonly BlockTable[]): Generator<Chunk> {
  let runs: Run[] = [];
  let bytes = 0;
  for (const table of tables) {
    for (let i = 0; i < table.length.length; i++) {
      const source = table.source[i] - 1;
      const offset = table.offset[i];
      const size = table.length[i] + BLOCK_FRAME_BYTES;
      if (bytes > 0 && bytes + size > CHUNK_BYTES) {
        yield { runs, bytes };
        runs = [];
        bytes = 0;
      }
      const last = runs.at(-1);
      if (last !== undefined && last.source === source && last.offset + last.bytes === offset)
        last.bytes += size;
      else runs.push({ source, offset, bytes: size });
      bytes += size;
    }
  }
  if (bytes > 0) yield { runs, bytes };
}

async function readChunk(chunk: Chunk, store: TreeStore, target: Uint8Array): Promise<void> {
  let position = 0;
  await Promise.all(
    chunk.runs.map((run) => {
      const part = target.subarray(position, position + run.bytes);
      position += run.bytes;
      return store.read(run, part);
    }),
  );
}
