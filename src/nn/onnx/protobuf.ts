import type { PbfReader } from 'pbf';

/**
 * Reads a message inside a message. pbf trusts lengths: a message that runs past its end, or whose last field does, has to be an
 * error and not a shorter message.
 *
 * @throws RangeError
 */
export function readMessage<T>(
  pbf: PbfReader,
  read: (tag: number, result: T, pbf: PbfReader) => void,
  result: T,
): T {
  const length = pbf.readVarint();
  return readUntil(pbf, read, result, pbf.pos + length);
}

/** Reads the fields up to a position, exactly. */
export function readUntil<T>(
  pbf: PbfReader,
  read: (tag: number, result: T, pbf: PbfReader) => void,
  result: T,
  end: number,
): T {
  if (end > pbf.length) throw new RangeError('a message runs past the end of the file');
  pbf.readFields(read, result, end);
  if (pbf.pos !== end) throw new RangeError('a field runs past the end of its message');
  return result;
}

/** Bytes of a field; a view, not a copy. @throws RangeError */
export function readBytes(pbf: PbfReader): Uint8Array {
  const bytes = pbf.readBytes();
  if (pbf.pos > pbf.length) throw new RangeError('bytes run past the end of the file');
  return bytes;
}

/** @throws RangeError, or TypeError for bytes that are not UTF-8. */
export function readText(pbf: PbfReader): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(readBytes(pbf));
}
