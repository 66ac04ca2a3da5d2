import { type FileHandle, open } from 'node:fs/promises';

/** Who holds a handle. Each owner has its own, also for the same path: the file may have been replaced in between. */
export interface HandleOwner {
  readonly path: string;
}

interface Entry {
  readonly handle: Promise<FileHandle>;
  users: number;
}

/** Open file handles, at most `capacity` as far as those in use allow; the longest unused is closed first. */
export class HandlePool {
  /** In order of use, longest unused first. */
  readonly #entries = new Map<HandleOwner, Entry>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Handles open now. */
  get size(): number {
    return this.#entries.size;
  }

  /** Runs `action` with the owner's handle, which stays open until it is done. */
  async use<T>(owner: HandleOwner, action: (file: FileHandle) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(owner) ?? { handle: open(owner.path, 'r'), users: 0 };
    this.#entries.delete(owner);
    this.#entries.set(owner, entry);
    entry.users++;
    try {
      const file = await this.#opened(owner, entry);
      await this.#closeIdle();
      return await action(file);
    } finally {
      entry.users--;
    }
  }

  /** Closes the owner's handle unless it is in use. */
  async release(owner: HandleOwner): Promise<void> {
    const entry = this.#entries.get(owner);
    if (entry === undefined || entry.users > 0) return;
    this.#entries.delete(owner);
    await (await entry.handle).close();
  }

  /** A path that cannot be opened does not stay in the pool: the next use tries again. */
  async #opened(owner: HandleOwner, entry: Entry): Promise<FileHandle> {
    try {
      return await entry.handle;
    } catch (error) {
      this.#entries.delete(owner);
      throw error;
    }
  }

  async #closeIdle(): Promise<void> {
    for (const [owner, entry] of this.#entries) {
      if (this.#entries.size <= this.#capacity) return;
      if (entry.users === 0) await this.release(owner);
    }
  }
}

/** The pool of all file sources of this thread. */
export const sharedHandlePool = new HandlePool(64);
