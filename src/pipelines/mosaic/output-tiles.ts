import { CuestaError } from '../../core/errors.js';
import { pixelSize, translate } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import type { MosaicConfig } from './config.js';

/** One of the files that a mosaic is written as. */
export interface OutputTile {
  /** From 0, row by row from the upper left. */
  readonly index: number;
  /** Of all files, written or not. */
  readonly count: number;
  /** On the mosaic. */
  readonly window: Window;
}

/** The files that were asked for, rising; null for a mosaic in one file. Throws `config` for indices that do not exist. */
export function outputTiles(config: MosaicConfig, grid: Grid): OutputTile[] | null {
  const size = tileSize(config, grid);
  if (size === null) return null;
  const cols = Math.ceil(grid.width / size.width);
  const rows = Math.ceil(grid.height / size.height);
  const count = cols * rows;
  return chosen(config, count).map((index) => {
    const col = (index % cols) * size.width;
    const row = Math.floor(index / cols) * size.height;
    const width = Math.min(size.width, grid.width - col);
    const height = Math.min(size.height, grid.height - row);
    return { index, count, window: { col, row, width, height } };
  });
}

/** The part of a grid in a window. */
export function gridIn(grid: Grid, { col, row, width, height }: Window): Grid {
  return { ...grid, width, height, transform: translate(grid.transform, col, row) };
}

function tileSize(
  { outputTileSize, georefTileSize }: MosaicConfig,
  grid: Grid,
): { readonly width: number; readonly height: number } | null {
  if (outputTileSize !== undefined) return { width: outputTileSize, height: outputTileSize };
  if (georefTileSize === undefined) return null;
  const [width, height] = pixelSize(grid.transform);
  const pixels = (size: number): number => Math.max(1, Math.round(georefTileSize / size));
  return { width: pixels(width), height: pixels(height) };
}

function chosen({ tileIndex, tileList }: MosaicConfig, count: number): number[] {
  if (tileList === undefined && tileIndex === undefined) return Array.from({ length: count }, (_, i) => i);
  const option = tileList === undefined ? '--tile-index' : '--tile-list';
  const words =
    tileList === undefined ? [String(tileIndex)] : tileList.split(/[\s,;]+/).filter((w) => w !== '');
  const indices = words.map((word) => (/^\d+$/.test(word) ? Number(word) : Number.NaN));
  const wrong = words.find((_, i) => !(indices[i] < count));
  if (wrong !== undefined || words.length === 0) {
    const named = words.length === 0 ? 'names no file' : `names file ${wrong}`;
    throw new CuestaError('config', `${option} ${named}; the mosaic has ${count}, from 0 to ${count - 1}.`, {
      subject: option,
      hint: 'Write whole numbers with spaces or commas between them, e.g. --tile-list "0 3 5".',
    });
  }
  return [...new Set(indices)].sort((a, b) => a - b);
}
