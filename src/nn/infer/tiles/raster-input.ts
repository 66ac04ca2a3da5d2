import type { RasterSource } from '../../../core/raster-source.js';
import type { TileInput } from './predict-tiles.js';

/** One channel of an input: a band of a raster. */
export interface RasterChannel {
  readonly source: Pick<RasterSource, 'readRaster'>;
  /** Zero-based. */
  readonly band?: number;
}

export interface RasterInputOptions {
  readonly name: string;
  /** All on one grid. */
  readonly channels: readonly RasterChannel[];
  readonly scale?: number;
  readonly required?: boolean;
}

/** An input that is read from rasters; they stay open and belong to the caller. */
export function rasterInput({ name, channels, scale = 1, required = true }: RasterInputOptions): TileInput {
  return {
    name,
    channels: channels.length,
    scale,
    required,
    async read(window, signal) {
      const plane = window.width * window.height;
      const joined = new Float32Array(channels.length * plane);
      for (const [i, { source, band = 0 }] of channels.entries()) {
        const options = signal === undefined ? { band } : { band, signal };
        joined.set((await source.readRaster(window, options)).data, i * plane);
      }
      return joined;
    },
  };
}
