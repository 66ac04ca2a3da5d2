import { CuestaError } from '../../core/errors.js';

/** Random access to the bytes of a file, wherever it lies. May own a handle or connection: close it. */
export interface ByteSource {
  /** Path or URL, as messages name it. */
  readonly name: string;
  /** Size in bytes; null when a server does not tell. */
  size(signal?: AbortSignal): Promise<number | null>;
  /**
   * The bytes `offset .. offset + length`, fewer only where the source ends. The array and its memory are fresh: the
   * caller may change them or hand them to another thread. Throws `io` when the system or the network refuses.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Reads a range that has to be there; throws `format` when the source ends before it. */
export async function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const bytes = await source.read(offset, length, signal);
  if (bytes.byteLength < length) throw truncated(source.name, offset, length);
  return bytes;
}

export function truncated(name: string, offset: number, length: number): CuestaError {
  return new CuestaError('format', `${name} ends early: ${length} bytes at offset ${offset} are missing.`, {
    subject: name,
    hint: 'The file is truncated or damaged: copy or download it again.',
  });
}
