import type { Grid } from '../../core/georef.js';
import type { Guidance } from '../../networks/jspsr/config.js';
import type { TileLayout } from '../../nn/infer/tiles/tile-layout.js';

/** What a network may take: the coarse heights and their guidance. */
export type InputName = 'dem' | Guidance;

export interface EnhanceInput {
  readonly path: string;
  readonly grid: Grid;
  readonly bands: number;
}

/** One network and how the output is cut for it. */
export interface EnhanceNetwork {
  readonly path: string;
  readonly layout: TileLayout;
}

/** The name of a product of the job: that of its raster in the worker. */
export type Product = 'dtm' | 'baseline' | 'bicubic';

/** Everything besides the inputs' samples that decides the DTM. Plain JSON. */
export interface EnhanceTask {
  /** Of the DTM. */
  readonly grid: Grid;
  readonly inputs: Readonly<Partial<Record<InputName, EnhanceInput>>> & { readonly dem: EnhanceInput };
  readonly networks: Readonly<{ dtm: EnhanceNetwork; baseline?: EnhanceNetwork }>;
}

/** What a part of the DTM reports besides its samples. */
export interface EnhanceTileValue {
  /** Pixels with a height. */
  readonly heights: number;
  /** Sums over the pixels of DTM minus interpolated DEM, metres. */
  readonly difference: { readonly sum: number; readonly sumAbs: number; readonly sumSquares: number };
  /** Tiles that a network has seen for the part, and the time that it took for them alone, by product. */
  readonly runs: Readonly<Record<string, NetworkRuns>>;
}

export interface NetworkRuns {
  readonly tiles: number;
  readonly seconds: number;
}
