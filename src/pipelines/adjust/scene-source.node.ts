import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { resampledSource } from '../../match/resampled-source.js';
import type { HeightShift } from '../../product/height-shift.js';
import { createHeightShifter, type HeightShifter } from '../../product/height-shift.node.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { createWarp } from '../../resample/create-warp.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { Warp } from '../../resample/warp.js';
import type { BlockScene } from './block.js';

/** A raster whose heights may be measured from something else than the block's. */
interface ShiftedRaster {
  readonly path: string;
  readonly grid: Grid;
  readonly shift: HeightShift | null;
}

/** Rasters of a block as it sees them; opened in a pool, which stays the owner. */
export interface BlockSources {
  /** The pixels of the file, with heights in the block's vertical datum. */
  heights(raster: ShiftedRaster): Promise<WindowSource>;
  /** A scene on its grid in the block's CRS: resampled in passing where it is in another one. */
  scene(scene: BlockScene): Promise<WindowSource>;
}

export function createBlockSources(pool: SourcePool, compute: Compute): BlockSources {
  const shifters = new Map<string, HeightShifter>();
  const warps = new Map<string, Warp>();
  const heights = async ({ path, grid, shift }: ShiftedRaster): Promise<WindowSource> => {
    const source = await pool.get(path);
    if (shift === null) return source;
    const shifter = shifters.get(path) ?? (await createHeightShifter(shift, grid));
    shifters.set(path, shifter);
    return {
      async readRaster(window, options) {
        const raster = await source.readRaster(window, options);
        shifter(window, raster.data);
        return raster;
      },
    };
  };
  return {
    heights,
    async scene({ path, grid, own, shift }) {
      const source = await heights({ path, grid: own ?? grid, shift });
      if (own === null) return source;
      const warp = warps.get(path) ?? createWarp(own, grid);
      warps.set(path, warp);
      return resampledSource(source, warp, 'cubic', compute);
    },
  };
}
