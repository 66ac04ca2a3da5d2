import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../core/atomic-file.node.js';
import type { Stamp } from './task.js';

/** Where the artifact of a task lies. */
export function artifactPath(workFolder: string, id: string): string {
  return join(workFolder, `${id}.tile`);
}

/** Writes an artifact atomically and durably. Throws `io`, naming the file. */
export async function writeArtifact(workFolder: string, id: string, bytes: Uint8Array): Promise<Stamp> {
  await writeAtomically(artifactPath(workFolder, id), (file) => file.writeFile(bytes));
  return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Whether the artifact on disk is the one that was written: same size, same SHA-256. Unreadable counts as no. */
export async function artifactMatches(workFolder: string, id: string, stamp: Stamp): Promise<boolean> {
  try {
    const file = await open(artifactPath(workFolder, id), 'r');
    try {
      if ((await file.stat()).size !== stamp.bytes) return false;
      const hash = createHash('sha256');
      for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
        hash.update(chunk as Uint8Array);
      }
      return hash.digest('hex') === stamp.sha256;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
