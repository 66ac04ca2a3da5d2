/** Size of the tiles of Chen et al. (2022). */
export const TILE_HEIGHT = 256;
export const TILE_WIDTH = 320;

export interface TileSize {
  readonly width: number;
  readonly height: number;
}

export const PAPER_TILE: TileSize = { width: TILE_WIDTH, height: TILE_HEIGHT };

/** One ground in three ways, row-major on one grid. */
export interface ChenTile {
  /** Side of the pixels, metres. */
  readonly pixel: number;
  /** Grey values of the image. */
  readonly image: Float32Array;
  /** Coarse heights, up-sampled to the image's grid, metres. */
  readonly coarse: Float32Array;
  /** Fine heights, metres. */
  readonly truth: Float32Array;
}
