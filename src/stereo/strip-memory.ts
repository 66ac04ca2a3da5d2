import type { DisparityRange } from './ranges.js';
import { STRIP_HALO } from './strips.js';

/** Measured on 12,000 columns with 8 paths: strings, ranges, results and copies of a pixel, besides its share of the volume. */
const BYTES_PER_PIXEL = 52;

/** Bytes of a strip per pixel: three per disparity; holes of the coarser level may double what is searched around it. */
function bytesPerPixel(range: DisparityRange | { readonly search: number }): number {
  const lanes = 'least' in range ? range.greatest - range.least + 32 : 2 * (2 * range.search + 8);
  return BYTES_PER_PIXEL + 3 * lanes;
}

/** Rows of strips `width` wide that take `bytes` with their halo each, at least 128. */
export function rowsPerStrip(
  range: DisparityRange | { readonly search: number },
  width: number,
  bytes: number,
): number {
  return Math.max(128, Math.floor(bytes / (bytesPerPixel(range) * width)) - 2 * STRIP_HALO);
}

/** Bytes that a strip of `rows` rows takes with its halo. */
export function stripBytes(
  range: DisparityRange | { readonly search: number },
  width: number,
  rows: number,
): number {
  return bytesPerPixel(range) * width * (rows + 2 * STRIP_HALO);
}
