import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { ByteSource } from './byte-source.js';

/** A `Blob`, or a `File` that a user chose or dropped in a browser. Only the parts asked for are read. */
export function blobSource(blob: Blob, name: string): ByteSource {
  return {
    name,
    size: async () => blob.size,
    async read(offset, length, signal) {
      throwIfAborted(signal);
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        throw new CuestaError('io', `Cannot read ${name}: ${String(cause)}.`, {
          subject: name,
          cause,
          hint: 'The file may have been moved or changed since it was chosen: choose it again.',
        });
      }
    },
    close: async () => {},
  };
}
