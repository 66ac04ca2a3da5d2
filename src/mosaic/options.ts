/** What a pixel of the mosaic is made of where several inputs cover it. */
export type StatisticsMode =
  /** The first or last input in the user's order. */
  | 'first'
  | 'last'
  | 'min'
  | 'max'
  /** Unweighted. */
  | 'mean'
  | 'median'
  /** Spread of the heights instead of a height. */
  | 'stddev'
  | 'nmad'
  /** Number of inputs instead of a height. */
  | 'count';

/** `blend` is the weighted mean; `block-max` takes whole blocks of pixels from one input each. */
export type MosaicMode = 'blend' | 'block-max' | StatisticsMode;

/** How an input's weight grows inwards from its valid boundary; see {@link blendWeights}. */
export interface BlendOptions {
  /** Distance in output pixels at which the weight reaches its plateau; at least 1. */
  readonly featherPx: number;
  /** Power of the relative distance: higher values are flatter at the boundary; above 0. */
  readonly exponent: number;
  /** Standard deviation in output pixels of the Gaussian that smooths the distance; 0 switches it off. */
  readonly blurSigma: number;
  /**
   * Width in output pixels of the band inside an input's boundary over which it gives way to later ones in the user's order; deeper
   * inside it stands alone. 0 or absent: all inputs are alike.
   */
  readonly priorityPx?: number;
  /** Distances to the outline along rows and columns, multiplied, instead of the shortest one: smooth at corners. */
  readonly centreLine?: boolean;
  /** False: weights fall at missing pixels inside an input's raster only, not at the raster's own border. */
  readonly atBorders?: boolean;
}

/** The defaults of `dem_mosaic` (Ames Stereo Pipeline), whose plateau is its `--extra-crop-length`. */
export const DEFAULT_BLEND: BlendOptions = { featherPx: 200, exponent: 2, blurSigma: 5 };

/** How missing pixels near valid ones are given heights; see {@link growHeights}. */
export interface GrowOptions {
  /** In output pixels; at least 1. */
  readonly radiusPx: number;
  /** Of the distance in the weight. */
  readonly power: number;
  /** Least share of valid pixels within the radius, percent. */
  readonly percent: number;
  readonly passes: number;
}

export interface MosaicOptions {
  readonly mode: MosaicMode;
  readonly blend: BlendOptions;
  /** Width in output pixels of the rim taken off every input; 0 for none. */
  readonly erodePx: number;
  /** Largest extent in pixels, along rows and columns, of a hole of the mosaic that is filled; 0 for none. */
  readonly holeFillPx: number;
  /** Side of the blocks of mode `block-max`, in output pixels. */
  readonly blockPx?: number;
  /** Missing where any input whose raster covers the pixel is missing. */
  readonly nodataSpreads?: boolean;
  readonly grow?: GrowOptions | null;
  /** Standard deviation in output pixels of the Gaussian that smooths the finished heights; 0 or absent: none. */
  readonly smoothSigma?: number;
}

/** Whether the mosaic holds heights: only then may holes be filled and seams be measured. */
export function isHeightMode(mode: MosaicMode): boolean {
  return mode !== 'stddev' && mode !== 'nmad' && mode !== 'count';
}

/** Whether every height is that of one input, whichever others are there. */
export function takesOneSource(mode: MosaicMode): boolean {
  return mode === 'first' || mode === 'last' || mode === 'min' || mode === 'max' || mode === 'block-max';
}
