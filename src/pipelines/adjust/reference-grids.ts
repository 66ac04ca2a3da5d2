import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { resampledSource } from '../../match/resampled-source.js';
import { createWarp } from '../../resample/create-warp.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { WindowSource } from '../../resample/resample-window.js';
import { unionGrid } from '../../resample/target-grid.js';

/** One tile of the reference DEM, open. */
export interface ReferenceTile {
  readonly source: WindowSource;
  readonly grid: Grid;
}

/** Where a scene is compared with the reference. */
export interface ReferenceGrids {
  /** Pixels of the reference, or of the scene where those are coarser, or what lets the scene be held in memory. */
  readonly fine: Grid;
  /** Coarse enough for correlation over all of the scene. */
  readonly coarse: Grid;
}

/** Most cells along a side of the scene. */
const FINE_CELLS = 2048;
const COARSE_CELLS = 512;

export function referenceGrids(tiles: readonly { readonly grid: Grid }[], scene: Grid): ReferenceGrids {
  const whole = unionGrid(tiles.map((tile) => tile.grid));
  const box = footprintWindow(whole, scene, 0);
  const cells = Math.max(box.width, box.height);
  const fine = coarsened(
    whole,
    Math.max(1, Math.round(box.width / scene.width), Math.ceil(cells / FINE_CELLS)),
  );
  const onFine = footprintWindow(fine, scene, 0);
  const coarse = coarsened(fine, Math.ceil(Math.max(onFine.width, onFine.height) / COARSE_CELLS));
  return { fine, coarse };
}

function coarsened(grid: Grid, factor: number): Grid {
  if (factor <= 1) return grid;
  const { width, height, transform, crs } = grid;
  const [cols, rows] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  return { width: cols, height: rows, transform: scale(transform, factor, factor), crs };
}

/** The reference on a grid: the first tile that has a sample gives it. */
export function referenceSource(tiles: readonly ReferenceTile[], grid: Grid, compute: Compute): WindowSource {
  const parts = tiles.map((tile) =>
    resampledSource(tile.source, createWarp(tile.grid, grid), 'average', compute),
  );
  return {
    async readRaster(window, options) {
      const [first, ...others] = parts;
      const raster = await first!.readRaster(window, options);
      for (const other of others) {
        if (!raster.data.some(Number.isNaN)) break;
        const { data } = await other.readRaster(window, options);
        for (let i = 0; i < data.length; i++) if (Number.isNaN(raster.data[i])) raster.data[i] = data[i]!;
      }
      return raster;
    },
  };
}
