import type { SeamReport } from '../../mosaic/seam-report.js';
import type { ProductResult } from '../../product/run-product.node.js';
import type { PairTone } from './pair-tones.node.js';
import type { ReconstructTileValue, TileSeconds } from './reconstruct-task.js';
import type { ImagePlacement } from './register-images.node.js';
import type { StepSummary } from './step-record.node.js';
import type { ImageSun } from './suns.js';

/** Where the time went. */
export interface StageSeconds {
  /** Looking for Suns, registering images, comparing their brightness. */
  readonly suns: number;
  readonly registration: number;
  readonly brightness: number;
  /** Making the tiles and writing the DTM, and of that, summed over the workers: reading, the network, alignment of its tiles. */
  readonly tiles: number;
  readonly work: TileSeconds;
}

/** What was measured about a DTM. */
export interface ReconstructMetrics {
  /** Pixels with a height. */
  readonly heights: number;
  readonly networkTiles: {
    readonly predicted: number;
    /** Left out because more than 15 % of the image or the reference is missing. */
    readonly skipped: number;
    /** Predicted although the image has one grey value: nothing but the reference speaks there. */
    readonly flat: number;
    /** Brought to the reference by their mean only, as the alignment that was asked for could not be found. */
    readonly meanOnly: number;
  };
  /** Of the images, in their order; null where it is not known and was not needed. */
  readonly suns: readonly (ImageSun | null)[];
  /** How the images were registered, in their order; empty when they were not. */
  readonly placements: readonly ImagePlacement[];
  /** Images of one observation and what their brightness was changed by, positions from 0. */
  readonly pairs: readonly PairTone[];
  /** Between images, by their numbers. */
  readonly seams: SeamReport;
  /** Between the network tiles of each image. */
  readonly tileSeams: SeamReport;
  /**
   * Root mean square difference in metres of tiles to the mean of those before them, where they overlap: what blending hides from
   * {@link tileSeams}. Null where none overlap.
   */
  readonly tileDisagreement: number | null;
  /** Steps of a cascade before this DTM, whose reference is the last of theirs; empty without. */
  readonly earlier: readonly StepSummary[];
  readonly seconds: StageSeconds;
  /** DTM minus reference, metres. */
  readonly residual: { readonly mean: number; readonly meanAbs: number; readonly rmse: number };
}

export interface ReconstructResult extends ProductResult<ReconstructTileValue> {
  readonly metrics: ReconstructMetrics;
  readonly warnings: readonly string[];
}
