import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { MosaicOptions } from '../../mosaic/options.js';
import type { SeamHistogram } from '../../mosaic/seams.js';
import type { HeightShift } from '../../product/height-shift.js';

/** One input as the workers see it, in canonical (content hash) order. */
export interface MosaicInput {
  readonly path: string;
  readonly grid: Grid;
  /** Position among the inputs as the user listed them, from 0. */
  readonly order: number;
  /** Output pixels that the input can touch. */
  readonly footprint: Window;
  /** Conversion of its heights to the output's vertical datum; null when they agree. */
  readonly shift: HeightShift | null;
}

/** Everything besides the inputs' samples that decides the mosaic. */
export interface MosaicTask {
  readonly grid: Grid;
  readonly inputs: readonly MosaicInput[];
  readonly options: MosaicOptions;
  readonly resampling: ResampleMethod;
  /** Metres, for slope jumps across seams. */
  readonly pixelSize: { readonly x: number; readonly y: number };
  readonly withSigma: boolean;
}

/** What a tile reports besides its samples. */
export interface MosaicTileValue {
  readonly seams: SeamHistogram;
  /** Inputs with a valid sample in the tile, by their position among the inputs, rising. */
  readonly present: readonly number[];
}
