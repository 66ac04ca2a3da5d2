import { throwIfAborted } from '../../core/errors.js';
import type { ByteSource } from './byte-source.js';

/** Bytes that are already in memory. They must not change. */
export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  // A plain view: the methods of Node's Buffer differ (its `slice` does not copy).
  const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    name,
    size: async () => view.byteLength,
    async read(offset, length, signal) {
      throwIfAborted(signal);
      return view.slice(offset, offset + length);
    },
    close: async () => {},
  };
}
