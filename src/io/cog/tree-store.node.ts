import { type FileHandle, open, rm } from 'node:fs/promises';
import { ioError, temporaryName } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';

/** Bytes that lie in the spool or in a file of someone else. */
export interface Extent {
  /** 0 is the spool, others come from {@link TreeStore.addFile}. */
  readonly source: number;
  readonly offset: number;
}

/** Files open at the same time, besides the spool. */
const MAX_OPEN = 32;

/**
 * Where encoded tiles lie until the file is put together: one spool beside the output for those given as bytes, and any number of
 * files that are only referenced. Keeps few of them open.
 */
export class TreeStore {
  readonly #spoolPath: string;
  #spool: Promise<FileHandle> | null = null;
  #spoolBytes = 0;
  readonly #paths: string[] = [];
  /** Least recently used first. */
  readonly #open = new Map<number, Promise<FileHandle>>();

  constructor(outputPath: string) {
    this.#spoolPath = temporaryName(outputPath);
  }

  /** References a file; it must stay as it is until the output is finished. */
  addFile(path: string): number {
    return this.#paths.push(path);
  }

  /** Appends to the spool; safe to call again before the last call has ended. */
  async append(bytes: Uint8Array): Promise<Extent> {
    const offset = this.#spoolBytes;
    this.#spoolBytes += bytes.length;
    try {
      this.#spool ??= open(this.#spoolPath, 'wx+');
      await writeFully(await this.#spool, bytes, offset);
    } catch (cause) {
      throw ioError(cause, this.#spoolPath, 'write');
    }
    return { source: 0, offset };
  }

  /** Fills `target`. Throws `format` when the file ends before, naming it. */
  async read(extent: Extent, target: Uint8Array): Promise<void> {
    const path = this.nameOf(extent.source);
    try {
      const file = await this.#handle(extent.source);
      let done = 0;
      while (done < target.length) {
        const { bytesRead } = await file.read(target, done, target.length - done, extent.offset + done);
        if (bytesRead === 0) {
          throw new CuestaError('format', `${path} ends too early.`, {
            subject: path,
            hint: 'Delete the work folder and run again.',
          });
        }
        done += bytesRead;
      }
    } catch (cause) {
      throw ioError(cause, path, 'read');
    }
  }

  /** Bytes of a referenced file. */
  async size(source: number): Promise<number> {
    return (await (await this.#handle(source)).stat()).size;
  }

  nameOf(source: number): string {
    return source === 0 ? this.#spoolPath : this.#paths[source - 1]!;
  }

  /** Closes everything and removes the spool. */
  async close(): Promise<void> {
    const handles = [...this.#open.values(), ...(this.#spool === null ? [] : [this.#spool])];
    this.#open.clear();
    this.#spool = null;
    for (const handle of await Promise.allSettled(handles)) {
      if (handle.status === 'fulfilled') await handle.value.close();
    }
    await rm(this.#spoolPath, { force: true });
  }

  async #handle(source: number): Promise<FileHandle> {
    if (source === 0) return this.#spool!;
    const found = this.#open.get(source);
    const handle = found ?? open(this.nameOf(source), 'r');
    this.#open.delete(source);
    this.#open.set(source, handle);
    if (this.#open.size > MAX_OPEN) {
      const [oldest, closing] = this.#open.entries().next().value!;
      this.#open.delete(oldest);
      await (await closing).close();
    }
    return handle;
  }
}

/** Writes all of `bytes` at `offset`, however little the system takes at once. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
