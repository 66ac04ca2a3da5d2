import type { Window } from '../core/window.js';

/** Lattice of square tiles anchored at a raster's origin; tiles at the right and bottom edge are cut. */
export interface TileGrid {
  /** Of the raster, pixels. */
  readonly width: number;
  readonly height: number;
  readonly tileSize: number;
  readonly cols: number;
  readonly rows: number;
}

export interface Tile {
  /** Place in the lattice. */
  readonly col: number;
  readonly row: number;
  /** Row-major. */
  readonly index: number;
  /** Pixels of the raster that the tile stands for; tiles partition the raster. */
  readonly window: Window;
}

export function createTileGrid(
  raster: { readonly width: number; readonly height: number },
  tileSize: number,
): TileGrid {
  const { width, height } = raster;
  return { width, height, tileSize, cols: Math.ceil(width / tileSize), rows: Math.ceil(height / tileSize) };
}

export function tileCount(grid: TileGrid): number {
  return grid.cols * grid.rows;
}

export function tileAt(grid: TileGrid, index: number): Tile {
  const { tileSize, width, height, cols } = grid;
  const row = Math.floor(index / cols);
  const col = index - row * cols;
  const left = col * tileSize;
  const top = row * tileSize;
  return {
    col,
    row,
    index,
    window: {
      col: left,
      row: top,
      width: Math.min(tileSize, width - left),
      height: Math.min(tileSize, height - top),
    },
  };
}

/** All tiles, row-major. */
export function listTiles(grid: TileGrid): Tile[] {
  return Array.from({ length: tileCount(grid) }, (_, index) => tileAt(grid, index));
}
