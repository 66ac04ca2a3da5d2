import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ioError } from '../core/atomic-file.node.js';
import { throwIfAborted } from '../core/errors.js';

export interface FileHash {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** SHA-256 and size of a file, read in pieces. Throws `io`, naming the file, or `cancelled`. */
export async function sha256File(path: string, signal?: AbortSignal): Promise<FileHash> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const stream = createReadStream(path, { highWaterMark: 1 << 20 });
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      throwIfAborted(signal);
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (cause) {
    throw ioError(cause, path, 'read');
  }
  return { sha256: hash.digest('hex'), bytes };
}
