import { scale } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import type { RasterSource } from '../core/raster-source.js';
import { fullWindow } from '../core/window.js';
import { openRaster } from '../io/open.node.js';

/** Pictures of reports are at most this wide and high. */
const PREVIEW_PIXELS = 1024;

/**
 * A raster small enough for a picture: the largest overview within {@link PREVIEW_PIXELS}, and thinned from there when
 * even the smallest one is larger.
 */
export async function readPreview(path: string, signal: AbortSignal): Promise<Raster> {
  const source = await openRaster(path, { signal });
  try {
    return thin(await readSmallLevel(source, signal));
  } finally {
    await source.close();
  }
}

function readSmallLevel({ info, readRaster }: RasterSource, signal: AbortSignal): Promise<Raster> {
  const isSmall = (size: { width: number; height: number }): boolean =>
    Math.max(size.width, size.height) <= PREVIEW_PIXELS;
  if (isSmall(info) || info.overviews.length === 0) return readRaster(fullWindow(info), { signal });
  const found = info.overviews.findIndex(isSmall);
  const overview = found < 0 ? info.overviews.length - 1 : found;
  return readRaster(fullWindow(info.overviews[overview]), { overview, signal });
}

/** Every n-th sample of every n-th row. */
function thin(raster: Raster): Raster {
  const step = Math.ceil(Math.max(raster.width, raster.height) / PREVIEW_PIXELS);
  if (step === 1) return raster;
  const width = Math.ceil(raster.width / step);
  const height = Math.ceil(raster.height / step);
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++)
      data[row * width + col] = raster.data[row * step * raster.width + col * step];
  }
  const georef = { crs: raster.georef.crs, transform: scale(raster.georef.transform, step, step) };
  return { width, height, data, georef };
}
