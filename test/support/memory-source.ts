import { gridWindow, type Raster } from '../../src/core/raster.js';
import type { RasterSource } from '../../src/core/raster-source.js';
import { fullWindow, intersect } from '../../src/core/window.js';

/** A raster in memory as something to resample from: NaN outside, like the sources of files. */
export function memorySource(raster: Raster): Pick<RasterSource, 'readRaster'> {
  return {
    readRaster: async (window) => {
      const grid = { ...raster.georef, width: raster.width, height: raster.height };
      const { transform, crs } = gridWindow(grid, window);
      const data = new Float32Array(window.width * window.height).fill(Number.NaN);
      const common = intersect(window, fullWindow(raster));
      for (let r = 0; common !== null && r < common.height; r++) {
        const start = (common.row + r) * raster.width + common.col;
        const line = raster.data.subarray(start, start + common.width);
        data.set(line, (common.row + r - window.row) * window.width + common.col - window.col);
      }
      return { width: window.width, height: window.height, data, georef: { transform, crs } };
    },
  };
}
