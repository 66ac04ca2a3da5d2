import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { MosaicOptions } from '../../mosaic/options.js';
import type { SeamHistogram } from '../../mosaic/seams.js';
import type { HeightShift } from '../../product/height-shift.js';

/** A raster that comes with an input: its weights, or its standard errors. */
export interface InputCompanion {
  readonly path: string;
  readonly grid: Grid;
}

/** One input as the workers see it, in canonical (content hash) order. */
export interface MosaicInput {
  readonly path: string;
  readonly grid: Grid;
  /** Position among the inputs as the user listed them, from 0. */
  readonly order: number;
  /** Pixels of the mosaic and the halo around it that the input can touch. */
  readonly footprint: Window;
  /** Conversion of its heights to the output's vertical datum; null when they agree. */
  readonly shift: HeightShift | null;
  readonly weight: InputCompanion | null;
  readonly sigma: InputCompanion | null;
}

/** What is done to the samples of companions before they are weights. */
export interface WeightOptions {
  readonly invert: boolean;
  readonly min: number;
}

/** Integer samples of the product. */
export interface IntegerSamples {
  readonly dtype: 'uint8' | 'uint16' | 'int16' | 'uint32' | 'int32';
  readonly nodata: number;
}

/** Everything besides the inputs' samples that decides the mosaic. */
export interface MosaicTask {
  /** Of the whole mosaic, also where a job makes a part of it. */
  readonly grid: Grid;
  /** Where the job's part begins on the mosaic. */
  readonly origin: { readonly col: number; readonly row: number };
  readonly inputs: readonly MosaicInput[];
  readonly options: MosaicOptions;
  readonly resampling: ResampleMethod;
  /** Samples of the inputs no larger than this are missing; null for none. */
  readonly nodataThreshold: number | null;
  readonly weights: WeightOptions;
  /** Metres, for slope jumps across seams. */
  readonly pixelSize: { readonly x: number; readonly y: number };
  readonly withSigma: boolean;
  readonly withUncertainty: boolean;
  readonly weightOf: number | null;
  /** Null for float32. */
  readonly integers: IntegerSamples | null;
}

/** What a tile reports besides its samples. */
export interface MosaicTileValue {
  readonly seams: SeamHistogram;
  /** Inputs with a valid sample in the tile, by their position among the inputs, rising. */
  readonly present: readonly number[];
}
