import type { Grid } from '../../core/georef.js';
import type { TargetScale } from '../../networks/chen2022/samples/chen-sample.js';
import type { TileAlignment } from './align-tile.js';
import type { NetworkLattice } from './network-lattice.js';

/** Everything besides the inputs' samples that decides the DTM. Plain JSON. */
export interface ReconstructTask {
  /** Of the DTM. */
  readonly grid: Grid;
  readonly image: { readonly path: string; readonly grid: Grid };
  readonly reference: { readonly path: string; readonly grid: Grid };
  readonly model: {
    readonly path: string;
    /** Names of its inputs and its output. */
    readonly image: string;
    readonly coarse: string;
    readonly output: string;
    readonly target: TargetScale | 'input';
  };
  readonly lattice: NetworkLattice;
  readonly overlap: number;
  readonly alignment: TileAlignment;
  /** Outputs besides the DTM. */
  readonly withSigma: boolean;
}

/** What a part of the DTM reports besides its samples. */
export interface ReconstructTileValue {
  /** Pixels with a height. */
  readonly heights: number;
  /** Network tiles that begin in the part: predicted, left out for missing samples, and predicted though the image has one grey. */
  readonly predicted: number;
  readonly skipped: number;
  readonly flat: number;
  /** Sums over the pixels of DTM minus reference, metres. */
  readonly residual: { readonly sum: number; readonly sumAbs: number; readonly sumSquares: number };
}
