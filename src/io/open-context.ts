import type { RasterSource } from '../core/raster-source.js';
import type { BlockContext } from './geotiff/block-reader.js';
import type { ByteSource } from './source/byte-source.js';

/** What a format's reader gets. */
export interface OpenContext extends BlockContext {
  /**
   * The bytes of a file that this one refers to, by the name it gives (a detached label's image). Throws `io` when there is none,
   * `unsupported` for an input that has no neighbours.
   */
  readonly beside: (name: string, signal?: AbortSignal) => Promise<ByteSource>;
  /** Path or URL of such a file; throws as `beside`. */
  readonly locate: (name: string, signal?: AbortSignal) => Promise<string>;
  /** The same for a raster of any format (a source of a VRT). Close it. */
  readonly openBeside: (name: string, signal?: AbortSignal) => Promise<RasterSource>;
  /** Opens other bytes as a raster of any format: what an archive holds. */
  readonly openInside: (
    source: ByteSource,
    beside: OpenContext['beside'],
    signal?: AbortSignal,
  ) => Promise<RasterSource>;
}
