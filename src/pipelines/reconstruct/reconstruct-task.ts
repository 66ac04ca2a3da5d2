import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import type { SeamHistogram } from '../../mosaic/seams.js';
import type { TargetScale } from '../../networks/chen2022/samples/chen-sample.js';
import type { Mirror } from '../../networks/chen2022/sun-mirror.js';
import type { TileAlignment } from './align-tile.js';
import type { NetworkLattice } from './network-lattice.js';
import type { TileStoreOptions } from './tile-store.node.js';
import type { Tone } from './tone.js';

/** The network that makes heights. Plain JSON. */
export interface TaskModel {
  readonly path: string;
  /** Names of its image and of its output. */
  readonly image: string;
  readonly output: string;
  /** Pixels of the image along the side of one of the output. */
  readonly ratio: number;
  readonly heights: ModelHeights;
}

/**
 * What the numbers of a network mean. `guided` (Chen et al. 2022): it sees coarse heights, by the name of that input, and was trained for
 * a scale. `relative` (Tao et al. 2021): it sees the image only, and its numbers tell the shape of a tile; `pixels`: likewise, in units of
 * the ground size of an output pixel, above a plane of the tile, as they would be under a Sun `sunElevation` degrees high where that is not null.
 */
export type ModelHeights =
  | { readonly type: 'guided'; readonly coarse: string; readonly target: TargetScale | 'input' }
  | { readonly type: 'relative' }
  | { readonly type: 'pixels'; readonly sunElevation: number | null };

export interface ImagePart {
  readonly path: string;
  /** Where it lies, after registration. */
  readonly grid: Grid;
  readonly tone: Tone;
}

/** One image, or the two of one observation, in canonical (content hash) order. */
export interface ReconstructImage {
  /** The left one first. */
  readonly parts: readonly ImagePart[];
  /** Position of the first among the images as the user listed them, from 0. */
  readonly order: number;
  /** Pixels of the DTM that it can touch. */
  readonly extent: Window;
  /** Of its network tiles, over the extent. */
  readonly lattice: NetworkLattice;
  /** How its tiles are mirrored before the network sees them. */
  readonly mirror: Mirror;
  /** What the network's heights in pixels are multiplied by: see `slopeOfContrast`. */
  readonly contrast: number;
}

/** Everything besides the inputs' samples that decides the DTM. Plain JSON. */
export interface ReconstructTask {
  /** Of the DTM. */
  readonly grid: Grid;
  readonly images: readonly ReconstructImage[];
  readonly reference: { readonly path: string; readonly grid: Grid };
  readonly model: TaskModel;
  /** Pixels that neighbouring network tiles share. */
  readonly overlap: number;
  /** Metres. */
  readonly pixelSize: { readonly x: number; readonly y: number };
  readonly alignment: TileAlignment;
  /** Outputs besides the DTM. */
  readonly withSigma: boolean;
  readonly store: TileStoreOptions;
}

/** Seconds of a worker: reading image and reference, running the network, aligning its tiles to the reference. */
export interface TileSeconds {
  readonly reading: number;
  readonly network: number;
  readonly alignment: number;
}

/** What a part of the DTM reports besides its samples. */
export interface ReconstructTileValue {
  /** Pixels with a height. */
  readonly heights: number;
  /** Network tiles that begin in the part: predicted, left out for missing samples, and predicted though the image has one grey. */
  readonly predicted: number;
  readonly skipped: number;
  readonly flat: number;
  /** Predicted tiles of which only the mean could be brought to the reference. */
  readonly meanOnly: number;
  /** For the network tiles that this part made. */
  readonly seconds: TileSeconds;
  /** Images with a height in the part, by their position among the images, rising. */
  readonly present: readonly number[];
  /** Between images. */
  readonly seams: SeamHistogram;
  /** Between the network tiles of an image: `a` and `b` are its number. */
  readonly tileSeams: SeamHistogram;
  /** Of tiles with those before them where they overlap: pixels, and the sum of squared differences, square metres. */
  readonly disagreement: { readonly pixels: number; readonly sumSquares: number };
  /** Sums over the pixels of DTM minus reference, metres. */
  readonly residual: { readonly sum: number; readonly sumAbs: number; readonly sumSquares: number };
}
