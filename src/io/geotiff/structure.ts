import { CuestaError } from '../../core/errors.js';
import { type ByteSource, readExactly, truncated } from '../source/byte-source.js';

/** Bytes per value of the TIFF field types 1 to 13 and the BigTIFF ones 16 to 18; index is the type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** More than any real file has, few enough to stay quick. */
const MAX_DIRECTORIES = 1024;
const MAX_TAGS = 512;

interface Header {
  readonly littleEndian: boolean;
  readonly big: boolean;
  readonly first: number;
}

/**
 * Walks the chain of image directories without reading values and throws `format` when it is no TIFF, runs in a
 * circle, or points outside the file. After that `@cogeotiff/core`, which trusts what it reads, cannot be made to
 * loop or to allocate more than the file holds.
 */
export async function checkStructure(source: ByteSource, signal?: AbortSignal): Promise<void> {
  const size = (await source.size(signal)) ?? Number.MAX_SAFE_INTEGER;
  const header = await readHeader(source, signal);
  const seen = new Set<number>();
  for (let offset = header.first; offset !== 0; ) {
    if (seen.has(offset)) throw damaged(source, 'its image directories run in a circle');
    if (seen.size === MAX_DIRECTORIES) throw damaged(source, `it has more than ${MAX_DIRECTORIES} images`);
    seen.add(offset);
    offset = await checkDirectory(source, header, offset, size, signal);
  }
  if (seen.size === 0) throw damaged(source, 'it has no image');
}

/** Whether a file that starts with these bytes claims to be a TIFF or BigTIFF. */
export function isTiff(head: Uint8Array): boolean {
  const order = String.fromCharCode(...head.subarray(0, 2));
  const [a, b] = head.subarray(2, 4);
  return (
    (order === 'II' && (a === 42 || a === 43) && b === 0) ||
    (order === 'MM' && a === 0 && (b === 42 || b === 43))
  );
}

async function readHeader(source: ByteSource, signal?: AbortSignal): Promise<Header> {
  const bytes = await source.read(0, 16, signal);
  if (bytes.length < 8 || !isTiff(bytes)) throw damaged(source, 'it has no TIFF header');
  const view = viewOf(bytes);
  const littleEndian = bytes[0] === 0x49;
  const big = view.getUint16(2, littleEndian) === 43;
  if (!big) return { littleEndian, big, first: view.getUint32(4, littleEndian) };
  if (bytes.length < 16) throw truncated(source.name, 0, 16);
  if (view.getUint16(4, littleEndian) !== 8) throw damaged(source, 'its offsets are not 8 bytes wide');
  return { littleEndian, big, first: Number(view.getBigUint64(8, littleEndian)) };
}

/** @returns offset of the next directory, 0 after the last. */
async function checkDirectory(
  source: ByteSource,
  { littleEndian, big }: Header,
  offset: number,
  size: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const countBytes = big ? 8 : 2;
  const wordBytes = big ? 8 : 4;
  const entryBytes = 4 + 2 * wordBytes;
  const word = (view: DataView, at: number): number =>
    big ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);

  if (offset + countBytes > size) throw truncated(source.name, offset, countBytes);
  const head = viewOf(await readExactly(source, offset, countBytes, signal));
  const tags = big ? word(head, 0) : head.getUint16(0, littleEndian);
  if (tags === 0 || tags > MAX_TAGS) throw damaged(source, `a directory claims to have ${tags} tags`);

  const view = viewOf(await readExactly(source, offset + countBytes, tags * entryBytes + wordBytes, signal));
  for (let i = 0; i < tags; i++) {
    const at = i * entryBytes;
    const tag = view.getUint16(at, littleEndian);
    const valueBytes = TYPE_BYTES[view.getUint16(at + 2, littleEndian)] ?? 0;
    if (valueBytes === 0) throw damaged(source, `tag ${tag} has an unknown type`);
    const bytes = word(view, at + 4) * valueBytes;
    if (bytes === 0) throw damaged(source, `tag ${tag} is empty`);
    const valueOffset = word(view, at + 4 + wordBytes);
    if (bytes > wordBytes && valueOffset + bytes > size) throw truncated(source.name, valueOffset, bytes);
  }
  return word(view, tags * entryBytes);
}

/** A `format` error about the file as a whole. */
export function damaged(source: ByteSource, reason: string, cause?: unknown): CuestaError {
  return new CuestaError('format', `${source.name} is not a usable TIFF file: ${reason}.`, {
    subject: source.name,
    ...(cause === undefined ? {} : { cause }),
    hint: 'The file is damaged or of another format: copy it again, or see what gdalinfo says.',
  });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
