import { CuestaError } from '../../core/errors.js';
import type { Window } from '../../core/window.js';
import { planAxis } from '../../nn/infer/tiles/axis-plan.js';

/** Where the network's tiles lie on the output. Plain JSON. */
export interface NetworkLattice {
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** First columns and first rows of the tiles, rising. */
  readonly cols: readonly number[];
  readonly rows: readonly number[];
}

export interface LatticeOptions {
  /** Pixels of the output that are covered. */
  readonly extent: Window;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly overlap: number;
  /** Sides of tiles are multiples of it. */
  readonly multiple: number;
  /** The network takes other sizes: a smaller extent gets smaller tiles. */
  readonly free: boolean;
}

/**
 * Tiles of one size at equal steps, the last ones at the end of the extent (Chen et al. 2022: 256 x 320 pixels of which neighbours share
 * 100). A tile that is larger than the output reaches past it.
 *
 * @throws `config` for an overlap that leaves no step, for a size that the network does not take
 */
export function networkLattice(options: LatticeOptions): NetworkLattice {
  const { extent, overlap, multiple, free } = options;
  const side = (size: number, tile: number): number => {
    if (free && tile % multiple !== 0) throw wrongSide(tile, multiple);
    return free ? Math.min(tile, Math.ceil(size / multiple) * multiple) : tile;
  };
  const tileWidth = side(extent.width, options.tileWidth);
  const tileHeight = side(extent.height, options.tileHeight);
  const starts = (from: number, size: number, tile: number): readonly number[] =>
    planAxis({ size, tile, before: 0, after: 0, blend: overlap, profile: 'linear', multiple: 1 }).starts.map(
      (start) => from + start,
    );
  return {
    tileWidth,
    tileHeight,
    cols: starts(extent.col, extent.width, tileWidth),
    rows: starts(extent.row, extent.height, tileHeight),
  };
}

/** The tiles that have pixels in a part of the output, row by row. */
export function latticeTiles({ tileWidth, tileHeight, cols, rows }: NetworkLattice, part: Window): Window[] {
  const touching = (starts: readonly number[], tile: number, from: number, size: number): number[] =>
    starts.filter((start) => start < from + size && start + tile > from);
  const across = touching(cols, tileWidth, part.col, part.width);
  return touching(rows, tileHeight, part.row, part.height).flatMap((row) =>
    across.map((col) => ({ col, row, width: tileWidth, height: tileHeight })),
  );
}

function wrongSide(tile: number, multiple: number): CuestaError {
  return new CuestaError('config', `Network tiles of ${tile} pixels are no multiple of ${multiple}.`, {
    subject: '--network-tile',
    hint: `Use ${Math.ceil(tile / multiple) * multiple}, or another multiple of ${multiple}.`,
  });
}
