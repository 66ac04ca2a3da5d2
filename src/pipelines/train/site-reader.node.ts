import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { gridOf } from '../../product/inputs.node.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow, type WindowSource } from '../../resample/resample-window.js';
import type { SiteConfig } from './rasters.js';

/** Windows of a site on the grid of its fine model; NaN where something is missing. */
export interface SiteReader {
  readonly grid: Grid;
  /** Mean side of its pixels on the ground, metres. */
  readonly pixel: number;
  fine(window: Window): Promise<Float32Array>;
  /** Averaged where its pixels are smaller, interpolated (cubic) where they are larger. */
  image(window: Window): Promise<Float32Array>;
  /** Interpolated as the reconstruction does it (cubic). */
  coarse(window: Window): Promise<Float32Array>;
}

/** Opens a site's files; `sources` closes them. */
export async function openSite(
  site: SiteConfig,
  sources: SourcePool,
  compute: Compute,
  signal: AbortSignal,
): Promise<SiteReader> {
  const fine = await sources.get(site.fine);
  const image = await sources.get(site.image);
  const grid = gridOf(fine.info);
  const coarse =
    typeof site.coarse === 'string'
      ? await openModel(site.coarse, sources)
      : averaged(fine, grid, site.coarse.average, compute, signal);
  const toImage = createWarp(gridOf(image.info), grid);
  const toCoarse = createWarp(coarse.grid, grid);
  const method = toImage.scaleX > 1 || toImage.scaleY > 1 ? 'average' : 'cubic';
  const { x, y } = groundPixelSize(grid);
  return {
    grid,
    pixel: (x + y) / 2,
    fine: async (window) => (await fine.readRaster(window, { signal })).data,
    image: async (window) => (await resampleWindow(image, toImage, window, method, compute, signal)).data,
    coarse: async (window) =>
      (await resampleWindow(coarse.source, toCoarse, window, 'cubic', compute, signal)).data,
  };
}

interface CoarseModel {
  readonly source: WindowSource;
  readonly grid: Grid;
}

async function openModel(path: string, sources: SourcePool): Promise<CoarseModel> {
  const source = await sources.get(path);
  return { source, grid: gridOf(source.info) };
}

/** A model with cells of `factor` x `factor` pixels of the fine one, computed where it is read. */
function averaged(
  fine: WindowSource,
  fineGrid: Grid,
  factor: number,
  compute: Compute,
  signal: AbortSignal,
): CoarseModel {
  const grid: Grid = {
    ...fineGrid,
    width: Math.ceil(fineGrid.width / factor),
    height: Math.ceil(fineGrid.height / factor),
    transform: scale(fineGrid.transform, factor, factor),
  };
  const warp = createWarp(fineGrid, grid);
  const source: WindowSource = {
    readRaster: (window) => resampleWindow(fine, warp, window, 'average', compute, signal),
  };
  return { source, grid };
}
