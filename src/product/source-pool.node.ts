import type { RasterSource } from '../core/raster-source.js';
import { openRaster } from '../io/open.node.js';

/** Most sources whose directories are kept at a time; file handles have a limit of their own. */
const CAPACITY = 64;

/** Sources by path, opened when first needed; the least recently used ones are closed. Owns them: close it. */
export interface SourcePool {
  get(path: string): Promise<RasterSource>;
  close(): Promise<void>;
}

/** For a worker that does one task at a time: a source stays valid until {@link CAPACITY} others were asked for. */
export function createSourcePool(): SourcePool {
  const open = new Map<string, RasterSource>();
  return {
    async get(path) {
      const known = open.get(path);
      const source = known ?? (await openRaster(path));
      open.delete(path);
      open.set(path, source);
      if (open.size > CAPACITY) {
        const [oldest, idle] = open.entries().next().value as [string, RasterSource];
        open.delete(oldest);
        await idle.close();
      }
      return source;
    },
    async close() {
      for (const source of open.values()) await source.close();
      open.clear();
    },
  };
}
