import { type FileHandle, open, rm } from 'node:fs/promises';
import { ioError, temporaryName } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { type HandleOwner, HandlePool } from '../source/handle-pool.node.js';

/** Bytes that lie in the spool or in a file of someone else. */
export interface Extent {
  /** 0 is the spool, others come from {@link TreeStore.addFile}. */
  readonly source: number;
  readonly offset: number;
}

/** Referenced files open at the same time. */
const MAX_OPEN = 32;

/**
 * Where encoded tiles lie until the file is put together: one spool beside the output for those given as bytes, and any
 * number of files that are only referenced.
 */
export class TreeStore {
  readonly #spoolPath: string;
  #spool: Promise<FileHandle> | null = null;
  #spoolBytes = 0;
  readonly #files: HandleOwner[] = [];
  readonly #pool = new HandlePool(MAX_OPEN);

  constructor(outputPath: string) {
    this.#spoolPath = temporaryName(outputPath);
  }

  /** References a file; it must stay as it is until the output is finished. */
  addFile(path: string): number {
    return this.#files.push({ path });
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
  async read({ source, offset }: Extent, target: Uint8Array): Promise<void> {
    await this.#use(source, (file) => readFully(file, target, offset, this.#nameOf(source)));
  }

  /** {@link read} into fresh memory. */
  async readNew(extent: Extent, bytes: number): Promise<Uint8Array> {
    const target = new Uint8Array(bytes);
    await this.read(extent, target);
    return target;
  }

  /** Bytes of a referenced file. */
  async size(source: number): Promise<number> {
    return this.#use(source, async (file) => (await file.stat()).size);
  }

  /** Closes everything and removes the spool. */
  async close(): Promise<void> {
    for (const file of this.#files) await this.#pool.release(file);
    const spool = await this.#spool?.catch(() => null);
    this.#spool = null;
    await spool?.close();
    await rm(this.#spoolPath, { force: true });
  }

  async #use<T>(source: number, action: (file: FileHandle) => Promise<T>): Promise<T> {
    try {
      return source === 0
        ? await action(await this.#spool!)
        : await this.#pool.use(this.#files[source - 1], action);
    } catch (cause) {
      throw ioError(cause, this.#nameOf(source), 'read');
    }
  }

  #nameOf(source: number): string {
    return source === 0 ? this.#spoolPath : this.#files[source - 1].path;
  }
}

async function readFully(file: FileHandle, target: Uint8Array, offset: number, name: string): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await file.read(target, done, target.length - done, offset + done);
    if (bytesRead === 0) {
      throw new CuestaError('format', `${name} ends too early.`, {
        subject: name,
        hint: 'Delete the work folder and run again.',
      });
    }
    done += bytesRead;
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
