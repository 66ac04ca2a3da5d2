import type { Margin, Window } from '../../../core/window.js';
import { type AxisPlan, axisWeights, type BlendProfile, planAxis, tilesOver } from './axis-plan.js';

export interface TileLayoutOptions {
  /** Of the output raster, pixels. */
  readonly width: number;
  readonly height: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Sides of a tile whose prediction is thrown away inside the raster: the receptive field's margin, or what a paper crops. */
  readonly halo: Margin;
  /** Pixels over which neighbours blend, besides the halos. */
  readonly blend: number;
  readonly profile?: BlendProfile;
  /** See {@link AxisOptions.multiple}. */
  readonly multiple?: number;
  /** The network takes other sizes too: a raster smaller than a tile gets a smaller tile, of multiples. */
  readonly shrink?: boolean;
}

/** How a raster is covered with tiles of one size, and how much each counts where. */
export interface TileLayout {
  readonly columns: AxisPlan;
  readonly rows: AxisPlan;
}

/** Throws `config` when tiles are not larger than what neighbours share. */
export function planTileLayout(options: TileLayoutOptions): TileLayout {
  const { width, height, halo, blend, profile = 'linear', multiple = 1, shrink = false } = options;
  const axis = (size: number, tile: number, before: number, after: number): AxisPlan => {
    const least = Math.ceil(size / multiple) * multiple;
    const used = shrink ? Math.min(tile, least) : tile;
    return planAxis({ size, tile: used, before, after, blend, profile, multiple });
  };
  return {
    columns: axis(width, options.tileWidth, halo.left, halo.right),
    rows: axis(height, options.tileHeight, halo.top, halo.bottom),
  };
}

/** One tile of a layout. */
export interface LayoutTile {
  readonly window: Window;
  /** Per column and per row of the tile; a pixel counts with their product. */
  readonly acrossWeights: Float64Array;
  readonly downWeights: Float64Array;
}

function layoutTile({ columns, rows }: TileLayout, column: number, row: number): LayoutTile {
  return {
    window: {
      col: columns.starts[column]!,
      row: rows.starts[row]!,
      width: columns.tile,
      height: rows.tile,
    },
    acrossWeights: axisWeights(columns, column),
    downWeights: axisWeights(rows, row),
  };
}

/** The tiles that count in a part of the raster, row by row: the order in which they are summed, whatever part is asked for. */
export function layoutTilesOver(layout: TileLayout, part: Window): LayoutTile[] {
  const columns = tilesOver(layout.columns, part.col, part.col + part.width);
  return tilesOver(layout.rows, part.row, part.row + part.height).flatMap((row) =>
    columns.map((column) => layoutTile(layout, column, row)),
  );
}

/** Adds a prediction, weighted, to the sums of a part of the raster; NaN stays NaN. */
export function accumulate(
  sums: Float64Array,
  part: Window,
  { window, acrossWeights, downWeights }: LayoutTile,
  prediction: Float32Array,
): void {
  const firstRow = Math.max(part.row, window.row);
  const lastRow = Math.min(part.row + part.height, window.row + window.height);
  const firstCol = Math.max(part.col, window.col);
  const lastCol = Math.min(part.col + part.width, window.col + window.width);
  for (let row = firstRow; row < lastRow; row++) {
    const down = downWeights[row - window.row]!;
    if (down === 0) continue;
    const from = (row - window.row) * window.width - window.col;
    const to = (row - part.row) * part.width - part.col;
    for (let col = firstCol; col < lastCol; col++) {
      const weight = down * acrossWeights[col - window.col]!;
      if (weight !== 0) sums[to + col]! += weight * prediction[from + col]!;
    }
  }
}
