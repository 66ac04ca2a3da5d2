import type { Window } from '../../core/window.js';
import type { BlockContext } from './block-reader.js';
import { readHeights } from './height-reader.js';
import type { TiffImage } from './image.js';

/** Read as heights, a mask is NaN where its samples are 0: where the image is not valid. */
const INVALID = { nodata: 0, scale: 1, offset: 0 };

/** Sets heights to NaN where the mask image says so. A mask has one band, or one per band of its image. */
export async function applyMask(
  context: BlockContext,
  mask: TiffImage,
  band: number,
  window: Window,
  heights: Float32Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const valid = await readHeights(context, mask, Math.min(band, mask.bands - 1), window, INVALID, signal);
  for (let i = 0; i < heights.length; i++) if (Number.isNaN(valid[i])) heights[i] = NaN;
}
