import { CuestaError } from '../../core/errors.js';
import type { PyramidLevel } from './pyramid.js';

/** Where the blocks of one level lie, row-major; few bytes per block, because a raster has many. */
export interface BlockTable {
  readonly cols: number;
  readonly rows: number;
  /** Number of the source plus 1; 0 while the block is missing. */
  readonly source: Uint32Array;
  /** Of the block's leader. */
  readonly offset: Float64Array;
  /** Bytes of the block without leader and trailer. */
  readonly length: Uint32Array;
}

export function createBlockTable({ cols, rows }: PyramidLevel): BlockTable {
  const count = cols * rows;
  return {
    cols,
    rows,
    source: new Uint32Array(count),
    offset: new Float64Array(count),
    length: new Uint32Array(count),
  };
}

/** Throws `config` when the block is already there: two tiles overlap or one was added twice. */
export function setBlock(
  table: BlockTable,
  col: number,
  row: number,
  source: number,
  offset: number,
  length: number,
): void {
  const i = row * table.cols + col;
  if (table.source[i] !== 0) {
    throw new CuestaError('config', `The block in column ${col}, row ${row} was already written.`, {
      subject: 'tile',
      hint: 'Add every tile once, and tiles of different sizes only where they do not overlap.',
    });
  }
  table.source[i] = source + 1;
  table.offset[i] = offset;
  table.length[i] = length;
}

export function missingBlocks(table: BlockTable): number {
  return table.source.reduce((n, source) => n + (source === 0 ? 1 : 0), 0);
}
