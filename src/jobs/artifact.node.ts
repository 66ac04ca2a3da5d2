import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../core/atomic-file.node.js';
import type { Stamp } from './task.js';

/** Where the artifact of a task lies. */
export function artifactPath(workFolder: string, id: string): string {
  return join(workFolder, `${id}.tile`);
}

/**
 * Writes an artifact atomically. Not synced, since it is verified before a later run uses it: 1.4 instead of 2.5 ms per
 * MiB with two workers (6.7 to 2.0 with one). Throws `io`, naming the file.
 */
export async function writeArtifact(workFolder: string, id: string, bytes: Uint8Array): Promise<Stamp> {
  await writeAtomically(artifactPath(workFolder, id), (file) => file.writeFile(bytes), {
    sync: false,
  });
  return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const CHUNK_BYTES = 1 << 20;

/** Whether the artifact on disk is the one that was written: same size, same SHA-256. Unreadable counts as no. */
export async function artifactMatches(workFolder: string, id: string, stamp: Stamp): Promise<boolean> {
  try {
    const file = await open(artifactPath(workFolder, id), 'r');
    try {
      if ((await file.stat()).size !== stamp.bytes) return false;
      const hash = createHash('sha256');
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, stamp.bytes));
      for (let at = 0; at < stamp.bytes; ) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) return false;
        hash.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
      return hash.digest('hex') === stamp.sha256;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
