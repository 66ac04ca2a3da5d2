import type { Raster } from '../../core/raster.js';
import { gridWindow } from '../../core/raster.js';
import { intersect, type Window } from '../../core/window.js';
import type { WindowSource } from '../../resample/resample-window.js';

/** A window of a source that is read once and kept: for many small reads of what is costly to make. NaN outside. */
export async function holdWindow(
  source: WindowSource,
  window: Window,
  signal: AbortSignal,
): Promise<{ readonly held: WindowSource; readonly raster: Raster }> {
  const raster = await source.readRaster(window, { signal });
  const held: WindowSource = {
    async readRaster(part) {
      const data = new Float32Array(part.width * part.height).fill(Number.NaN);
      const common = intersect(part, window);
      for (let row = 0; common !== null && row < common.height; row++) {
        const from = (common.row - window.row + row) * window.width + common.col - window.col;
        const to = (common.row - part.row + row) * part.width + common.col - part.col;
        data.set(raster.data.subarray(from, from + common.width), to);
      }
      const at = { ...part, col: part.col - window.col, row: part.row - window.row };
      const georef = gridWindow({ ...raster.georef, width: window.width, height: window.height }, at);
      return { width: part.width, height: part.height, data, georef };
    },
  };
  return { held, raster };
}
