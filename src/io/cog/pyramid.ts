import { CuestaError } from '../../core/errors.js';
import type { CogSpec } from './cog-spec.js';

/** One resolution of a COG; level 0 is the full one. */
export interface PyramidLevel {
  readonly width: number;
  readonly height: number;
  /** Blocks across and down. */
  readonly cols: number;
  readonly rows: number;
}

/**
 * Levels of a COG, largest first: halved, rounding up, until one block holds all. Pixel `(x, y)` of a level stands for the pixels
 * `2x, 2x+1` by `2y, 2y+1` of the level before, as far as they exist; so a level never depends on how the raster was cut.
 * (Where a size is odd, GDAL stretches the overview's pixels over the whole width instead.)
 */
export function pyramid(spec: Pick<CogSpec, 'width' | 'height' | 'blockSize' | 'overviews'>): PyramidLevel[] {
  const { blockSize } = spec;
  const levels: PyramidLevel[] = [];
  let { width, height } = spec;
  for (;;) {
    levels.push({ width, height, cols: Math.ceil(width / blockSize), rows: Math.ceil(height / blockSize) });
    if (spec.overviews === 'none' || (width <= blockSize && height <= blockSize)) return levels;
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
  }
}

/**
 * A processing tile: the square of `blockSize * 2^depth` pixels at column `col` and row `row` of a lattice anchored at the
 * raster's top-left corner; tiles at the right and bottom edge are cut.
 */
export interface TileAddress {
  readonly col: number;
  readonly row: number;
  readonly depth: number;
}

/** The part of one level that a tile (or a block: `depth` 0 of its level) covers, in blocks and in pixels. */
export interface TilePart {
  readonly level: number;
  readonly blockCol: number;
  readonly blockRow: number;
  readonly blockCols: number;
  readonly blockRows: number;
  /** Valid pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a tile covers on the levels 0 to `depth`, as far as they exist. Throws `config` for a tile outside the raster. */
export function tileParts(spec: CogSpec, levels: readonly PyramidLevel[], tile: TileAddress): TilePart[] {
  const parts: TilePart[] = [];
  for (let level = 0; level <= tile.depth && level < levels.length; level++) {
    const { width, height, cols, rows } = levels[level];
    const span = 2 ** (tile.depth - level);
    const blockCol = tile.col * span;
    const blockRow = tile.row * span;
    if (!(blockCol >= 0 && blockCol < cols && blockRow >= 0 && blockRow < rows)) {
      throw new CuestaError(
        'config',
        `Tile ${tile.col},${tile.row} (depth ${tile.depth}) lies outside the raster.`,
        {
          subject: 'tile',
          hint: `The raster has ${levels[0].width} x ${levels[0].height} pixels and blocks of ${spec.blockSize}.`,
        },
      );
    }
    parts.push({
      level,
      blockCol,
      blockRow,
      blockCols: Math.min(span, cols - blockCol),
      blockRows: Math.min(span, rows - blockRow),
      width: Math.min(span * spec.blockSize, width - blockCol * spec.blockSize),
      height: Math.min(span * spec.blockSize, height - blockRow * spec.blockSize),
    });
  }
  return parts;
}
