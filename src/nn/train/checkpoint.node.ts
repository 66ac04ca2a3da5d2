import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type Sha256 } from './checkpoint-format.js';

const sha256: Sha256 = (...pieces) => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};

/** Writes a checkpoint so that the file is the old one or the new one, whenever the process or the machine stops. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeAtomically(path, async (file) => {
    for (const piece of encodeCheckpoint(checkpoint, sha256)) await file.writeFile(piece);
  });
}

/** @throws CuestaError `io` for a file that cannot be read, `format` for one that is damaged */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw ioError(cause, path, 'read');
  });
  return decodeCheckpoint(bytes, path, sha256);
}
