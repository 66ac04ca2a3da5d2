import type { RasterInfo } from '../core/raster-source.js';

/** Nodata value for heights made from a DEM: its own where that is no height and a float32 can hold it, else -9999. */
export function heightNodata({ nodata }: Pick<RasterInfo, 'nodata'>): number {
  const value = Math.fround(nodata ?? 0);
  return Number.isFinite(value) && Math.abs(value) >= 9999 ? value : -9999;
}
