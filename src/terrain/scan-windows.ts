import type { RasterInfo } from '../core/raster-source.js';
import type { Window } from '../core/window.js';

/** Samples that are read at a time. */
const SAMPLES = 2 ** 22;

/**
 * Windows that cover a raster once, row by row, along its blocks, for what has to see all samples without holding them: up to 4 million
 * samples each, more only where a block has more.
 */
export function* scanWindows({
  width,
  height,
  blockWidth,
  blockHeight,
}: Pick<RasterInfo, 'width' | 'height' | 'blockWidth' | 'blockHeight'>): Generator<Window> {
  const cols = Math.min(width, blockWidth * Math.max(1, Math.floor(2048 / blockWidth)));
  const rows = Math.min(height, blockHeight * Math.max(1, Math.floor(SAMPLES / cols / blockHeight)));
  for (let row = 0; row < height; row += rows) {
    for (let col = 0; col < width; col += cols) {
      yield { col, row, width: Math.min(cols, width - col), height: Math.min(rows, height - row) };
    }
  }
}
