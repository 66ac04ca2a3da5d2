import type { StereoImage } from './image.js';
import { createPyramid } from './pyramid.js';
import { rangesFrom, rowRanges, type SearchRange } from './ranges.js';

/** Sides of the windows, finest level first (Wang et al. 2022: 5-5-7-9-9 from the coarsest on). */
const WINDOWS = [9, 9, 7, 5, 5];

export interface NccOptions {
  /** Least and greatest disparity of the full image, columns. */
  readonly least: number;
  readonly greatest: number;
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
  const top = 2 ** (lefts.length - 1);
  let range: SearchRange = {
    kind: 'all',
    low: Math.floor(options.least / top),
    high: Math.ceil(options.greatest / top),
  };
  for (let k = lefts.length - 1; ; k--) {
    const disparity = matchLevelNcc(lefts[k], rights[k], range, WINDOWS[k] >> 1, options.threshold);
    if (k === 0) return disparity;
    range = rangesFrom(disparity, lefts[k].width, options.search);
  }
}

function matchLevelNcc(
  left: StereoImage,
  right: StereoImage,
  range: SearchRange,
  radius: number,
  threshold: number,
): Float32Array {
  const { width, height } = left;
  const disparity = new Float32Array(width * height).fill(Number.NaN);
  const [ownStatistics, otherStatistics] = [left, right].map((image) => windowStatistics(image, radius));
  const n = (2 * radius + 1) ** 2;
  for (let y = radius; y < height - radius; y++) {
    const { low, count } = rowRanges(range, width, y, y + 1, left.valid ?? null);
    for (let x = radius; x < width - radius; x++) {
      const p = y * width + x;
      const i = low.length === 1 ? 0 : x;
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
