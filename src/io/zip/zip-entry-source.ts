import { throwIfAborted } from '../../core/errors.js';
import { damagedFile, unsupportedFile } from '../format-error.js';
import { inflateExactly } from '../inflate.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';
import { viewOf, type ZipEntry } from './zip-directory.js';

const LOCAL_BYTES = 30;
/** Compressed files are kept in memory as a whole. */
const MAX_INFLATED = 2 ** 30;
/** What deflate can reach (zlib's technical notes). */
const MAX_EXPANSION = 1033;

/**
 * The bytes of a file in an archive. Stored ones are read in place; deflated ones are decompressed at the first read and kept. Closing
 * it leaves the archive open. Throws `format` or `unsupported`.
 */
export function zipEntrySource(archive: ByteSource, entry: ZipEntry): ByteSource {
  const name = `${archive.name}/${entry.name}`;
  if (entry.encrypted) throw unsupportedFile(name, 'encryption');
  if (entry.method !== 0 && entry.method !== 8)
    throw unsupportedFile(name, `ZIP compression ${entry.method}`);
  if (entry.method === 0 && entry.size !== entry.storedSize) throw damagedFile(name, 'has two sizes');
  if (entry.size > entry.storedSize * MAX_EXPANSION) throw damagedFile(name, `claims ${entry.size} bytes`);
  if (entry.method === 8 && entry.size > MAX_INFLATED) {
    throw unsupportedFile(name, `${entry.size} compressed bytes (unpack it)`);
  }
  const start = async (signal?: AbortSignal): Promise<number> => {
    const local = viewOf(await readExactly(archive, entry.offset, LOCAL_BYTES, signal));
    if (local.getUint32(0, true) !== 0x04034b50) throw damagedFile(name, 'is not where its archive says');
    return entry.offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  };
  let inflated: Promise<Uint8Array> | undefined;
  const inflate = async (signal?: AbortSignal): Promise<Uint8Array> => {
    const stored = await readExactly(archive, await start(signal), entry.storedSize, signal);
    return inflateExactly(stored, 'deflate-raw', entry.size, name);
  };
  return {
    name,
    size: async () => entry.size,
    async read(offset, length, signal) {
      throwIfAborted(signal);
      const wanted = Math.max(0, Math.min(length, entry.size - offset));
      if (entry.method === 0) return readExactly(archive, (await start(signal)) + offset, wanted, signal);
      inflated ??= inflate(signal).catch((error: unknown) => {
        inflated = undefined;
        throw error;
      });
      return (await inflated).slice(offset, offset + wanted);
    },
    async close() {
      inflated = undefined;
    },
  };
}
