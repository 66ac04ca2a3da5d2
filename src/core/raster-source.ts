import type { Band, DType } from './band.js';
import type { Georef } from './georef.js';
import type { Raster } from './raster.js';
import type { Window } from './window.js';

/** What is known about a raster file without reading a sample. */
export interface RasterInfo {
  /** Path or URL, as messages name it. */
  readonly name: string;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly dtype: DType;
  /** Value that marks missing samples; NaN samples are missing in any case. */
  readonly nodata: number | null;
  /** Height = sample * scale + offset; 1 and 0 when the file says nothing. */
  readonly scale: number;
  readonly offset: number;
  /** Null for a file without georeferencing. */
  readonly georef: Georef | null;
  /** Why `georef` is null, e.g. `it has no CRS`. */
  readonly georefProblem?: string;
  /** Whether the file says that its samples stand for points (grid nodes); `georef` is pixel-corner all the same. */
  readonly pixelIsPoint: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly compression: string;
  /** Reduced versions, largest first. */
  readonly overviews: readonly { readonly width: number; readonly height: number }[];
  /** Whether the file holds an internal validity mask. */
  readonly hasMask: boolean;
  /** Paths or URLs of further files that hold the samples: the image of a detached label, the sources of a mosaic. Absent when there are none. */
  readonly files?: readonly string[];
  /** Free-form metadata of the file (GDAL_METADATA items, unit, software). */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ReadOptions {
  /** Zero-based. */
  readonly band?: number;
  /** Index into `info.overviews`; windows are then in the overview's pixels. Full resolution when absent. */
  readonly overview?: number;
  readonly signal?: AbortSignal;
}

/** A raster that is read by window. Owns a file handle or connection: close it. */
export interface RasterSource {
  readonly info: RasterInfo;
  /**
   * Samples as heights: scale and offset applied; nodata, mask, infinite samples and everything outside the raster NaN. The window may
   * reach outside. Throws `format`, `unsupported` or `io`, naming the file.
   */
  readRaster(window: Window, options?: ReadOptions): Promise<Raster>;
  /**
   * Samples as stored; where a format has several marks for missing samples, all of them are `info.nodata`. The window must lie inside;
   * throws `config` otherwise.
   */
  readBand(window: Window, options?: ReadOptions): Promise<Band>;
  close(): Promise<void>;
}
