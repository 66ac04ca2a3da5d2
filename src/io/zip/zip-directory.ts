import { damagedFile } from '../format-error.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly storedSize: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
/** The comment of an archive has at most this. */
const MAX_COMMENT = 65535;

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

/** Reads the central directory (PKWARE APPNOTE 6.3.10, section 4.3), up to 4 GiB and 65,535 files. Folders are left out. */
export async function readZipDirectory(source: ByteSource, signal?: AbortSignal): Promise<ZipEntry[]> {
  const size = await source.size(signal);
  if (size === null) throw damagedFile(source.name, 'is an archive of unknown size');
  const tail = Math.min(size, END_BYTES + MAX_COMMENT);
  const end = viewOf(await readExactly(source, size - tail, tail, signal));
  let at = tail - END_BYTES;
  while (at >= 0 && end.getUint32(at, true) !== END_SIGNATURE) at--;
  if (at < 0) throw damagedFile(source.name, 'is an archive without a directory');
  const count = end.getUint16(at + 10, true);
  const length = end.getUint32(at + 12, true);
  const offset = end.getUint32(at + 16, true);
  if (offset + length > size) throw damagedFile(source.name, 'is an archive whose directory lies outside');
  return entriesOf(await readExactly(source, offset, length, signal), count, source.name);
}

function entriesOf(bytes: Uint8Array, count: number, archive: string): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw damagedFile(archive, 'is an archive with a damaged directory');
    }
    const [nameLength, extra, comment] = [28, 30, 32].map((from) => view.getUint16(at + from, true));
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength));
    const entry = {
      name,
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      storedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    if (!name.endsWith('/')) entries.push(entry);
    at += ENTRY_BYTES + nameLength + extra + comment;
  }
  return entries;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
