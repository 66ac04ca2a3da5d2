import { ioError } from '../../core/atomic-file.node.js';
import { throwIfAborted } from '../../core/errors.js';
import type { ByteSource } from './byte-source.js';
import { type HandlePool, sharedHandlePool } from './handle-pool.node.js';

/**
 * A local file. It is opened at the first read and may be closed between reads (see {@link HandlePool}), so hundreds
 * of sources can be open at once. The file must not change meanwhile.
 */
export function fileSource(path: string, pool: HandlePool = sharedHandlePool): ByteSource {
  const owner = { path };
  let known: Promise<number> | undefined;

  const size = async (): Promise<number> => {
    known ??= pool.use(owner, async (file) => (await file.stat()).size);
    try {
      return await known;
    } catch (cause) {
      known = undefined;
      throw ioError(cause, path, 'read');
    }
  };

  return {
    name: path,
    size,
    async read(offset, length, signal) {
      throwIfAborted(signal);
      // A damaged header may ask for any length: only what the file holds is allocated.
      const wanted = Math.max(0, Math.min(length, (await size()) - offset));
      try {
        return await pool.use(owner, async (file) => {
          const bytes = new Uint8Array(wanted);
          let done = 0;
          while (done < wanted) {
            const { bytesRead } = await file.read(bytes, done, wanted - done, offset + done);
            if (bytesRead === 0) break;
            done += bytesRead;
          }
          return bytes.subarray(0, done);
        });
      } catch (cause) {
        throw ioError(cause, path, 'read');
      }
    },
    close: () => pool.release(owner),
  };
}
