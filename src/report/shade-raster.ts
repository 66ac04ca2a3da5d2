import type { Compute } from '../core/kernel.js';
import type { Raster } from '../core/raster.js';
import { groundPixelSize } from '../geo/ground-size.js';
import { hillshade } from '../kernels/hillshade/index.js';

/**
 * Hillshade of a whole raster for a picture, Sun in the north-west and 45 degrees high: 1 to 255, 0 where missing.
 * Pixels of geographic grids get their size in the raster's middle.
 */
export async function shadeRaster(raster: Raster, compute: Compute): Promise<Uint8Array> {
  const { width, height, data, georef } = raster;
  const padded = new Float32Array((width + 2) * (height + 2)).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    padded.set(data.subarray(row * width, (row + 1) * width), (row + 1) * (width + 2) + 1);
  }
  const cell = groundPixelSize({ width, height, ...georef });
  const params = {
    width: width + 2,
    height: height + 2,
    cellX: cell.x,
    cellY: cell.y,
    zFactor: 1,
    edges: 'compute',
  } as const;
  const light = { azimuthDeg: 315, altitudeDeg: 45 };
  return (await compute.run(hillshade, { heights: padded }, { ...params, ...light })).shade;
}
