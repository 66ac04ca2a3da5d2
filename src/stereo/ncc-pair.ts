import type { StereoImage } from './image.js';
import { createPyramid } from './pyramid.js';
import {
  coarsestRange,
  commonRanges,
  type DisparityRange,
  type PixelRanges,
  refinedRanges,
} from './ranges.js';

/** Sides of the windows, finest level first (Wang et al. 2022: 5-5-7-9-9 from the coarsest on). */
const WINDOWS = [9, 9, 7, 5, 5];

export interface NccOptions extends DisparityRange {
  /** Columns searched around the disparity of the coarser level. */
  readonly search: number;
  /** Least coefficient of a match. */
  readonly threshold: number;
}

/**
 * The baseline of Wang et al. (2022): disparities of the greatest normalised cross-correlation (their equation 9, signed: inverted
 * contrast is no match), from coarse to fine over five levels, no sub-pixel step and no validation. NaN where the coefficient stays below
 * the threshold, the window leaves an image or is flat. The left pixel (x, y) is the right pixel (x + d, y).
 */
export function matchPairNcc(left: StereoImage, right: StereoImage, options: NccOptions): Float32Array {
  const lefts = createPyramid(left, WINDOWS.length);
  const rights = createPyramid(right, WINDOWS.length);
  const top = lefts.length - 1;
  let ranges = commonRanges(coarsestRange(options, lefts.length), lefts[top].valid);
  for (let k = top; ; k--) {
    const disparity = matchLevelNcc(lefts[k], rights[k], ranges, WINDOWS[k] >> 1, options.threshold);
    if (k === 0) return disparity;
    const finer = lefts[k - 1];
    const coarser = { width: lefts[k].width, disparity, offset: 0 };
    ranges = refinedRanges(coarser, options.search, finer.width, finer.height, finer.valid);
  }
}

function matchLevelNcc(
  left: StereoImage,
  right: StereoImage,
  { low, count }: PixelRanges,
  radius: number,
  threshold: number,
): Float32Array {
  const { width, height } = left;
  const disparity = new Float32Array(width * height).fill(Number.NaN);
  const [ownStatistics, otherStatistics] = [left, right].map((image) => windowStatistics(image, radius));
  const n = (2 * radius + 1) ** 2;
  for (let y = radius; y < height - radius; y++) {
    for (let x = radius; x < width - radius; x++) {
      const p = y * width + x;
      const i = low.length === 1 ? 0 : p;
      let best = threshold;
      for (let d = Math.max(low[i], radius - x); d < Math.min(low[i] + count[i], width - radius - x); d++) {
        const spread = ownStatistics.spread[p] * otherStatistics.spread[p + d];
        if (!(spread > 0)) continue;
        const product = productSum(left.samples, right.samples, p, p + d, width, radius);
        const r = (n * product - ownStatistics.sum[p] * otherStatistics.sum[p + d]) / spread;
        if (r < best || (r === best && !Number.isNaN(disparity[p]))) continue;
        best = r;
        disparity[p] = d;
      }
    }
  }
  return disparity;
}

function productSum(
  left: Uint8Array,
  right: Uint8Array,
  p: number,
  q: number,
  width: number,
  radius: number,
): number {
  let sum = 0;
  for (let j = -radius * width; j <= radius * width; j += width) {
    for (let i = j - radius; i <= j + radius; i++) sum += left[p + i] * right[q + i];
  }
  return sum;
}

/** Sum and `sqrt(n * sum of squares - sum²)` of the window around every pixel; 0 where it leaves the image or holds missing samples. */
function windowStatistics({ width, height, samples, valid }: StereoImage, radius: number) {
  const sum = new Float64Array(width * height);
  const spread = new Float64Array(width * height);
  const n = (2 * radius + 1) ** 2;
  for (let y = radius; y < height - radius; y++) {
    for (let x = radius; x < width - radius; x++) {
      const p = y * width + x;
      let [s, squares, samplesSeen] = [0, 0, 0];
      for (let j = -radius * width; j <= radius * width; j += width) {
        for (let i = p + j - radius; i <= p + j + radius; i++) {
          const v = samples[i];
          s += v;
          squares += v * v;
          samplesSeen += valid === undefined ? 1 : valid[i];
        }
      }
      sum[p] = s;
      spread[p] = samplesSeen === n ? Math.sqrt(n * squares - s * s) : 0;
    }
  }
  return { sum, spread };
}
