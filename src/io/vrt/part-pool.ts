import type { RasterSource } from '../../core/raster-source.js';

/** Sources kept open at a time; those in use are never closed. */
const CAPACITY = 64;

interface Entry {
  readonly source: Promise<RasterSource>;
  users: number;
}

/** The open sources of a mosaic, by file name; the longest unused are closed first. Owns them: close it. */
export class PartPool {
  readonly #entries = new Map<string, Entry>();
  readonly #open: (file: string) => Promise<RasterSource>;

  constructor(open: (file: string) => Promise<RasterSource>) {
    this.#open = open;
  }

  /** Runs `action` with a source, which stays open until it is done. */
  async use<T>(file: string, action: (source: RasterSource) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(file) ?? { source: this.#open(file), users: 0 };
    this.#entries.delete(file);
    this.#entries.set(file, entry);
    entry.users++;
    try {
      const source = await entry.source.catch((error: unknown) => {
        this.#entries.delete(file);
        throw error;
      });
      return await action(source);
    } finally {
      entry.users--;
      await this.#closeIdle();
    }
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const { source } of entries) await (await source).close();
  }

  async #closeIdle(): Promise<void> {
    for (const [file, entry] of this.#entries) {
      if (this.#entries.size <= CAPACITY) return;
      if (entry.users > 0) continue;
      this.#entries.delete(file);
      await (await entry.source).close();
    }
  }
}
