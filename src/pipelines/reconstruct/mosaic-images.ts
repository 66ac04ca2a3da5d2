import type { Margin } from '../../core/window.js';
import { mosaicBytesPerPixel, mosaicHalo } from '../../mosaic/mosaic-tile.js';
import type { MosaicOptions } from '../../mosaic/options.js';
import { seamHalo } from '../../mosaic/seams.js';

/** How heights of several images become one DTM: weights grow over 100 pixels from where an image ends, as in its own tiles. */
export const IMAGE_MOSAIC: MosaicOptions = {
  mode: 'blend',
  blend: { featherPx: 100, exponent: 2, blurSigma: 5 },
  erodePx: 0,
  holeFillPx: 0,
};

/** What a part of the DTM needs around it; one image needs it for the seams between its tiles only. */
export function imagesHalo(images: number): Margin {
  return images === 1 ? seamHalo() : mosaicHalo(IMAGE_MOSAIC);
}

export function imagesBytes(images: number): number {
  return images === 1 ? 0 : mosaicBytesPerPixel(IMAGE_MOSAIC, images);
}
