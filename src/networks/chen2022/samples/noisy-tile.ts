import { robustSpread } from '../../../math/robust.js';

/** Share of outliers among the Laplacians of a tile above which its heights are noise (methods/chen2022.md, section 6). */
const MOST_OUTLIERS = 0.05;
const OUTLIER = 5;

/**
 * Whether the heights of a tile without missing samples, row-major, look like matching noise: more than 5 % of the Laplacians, taken with
 * the four neighbours, are further than five robust standard deviations (NMAD) from their median. Flat ground is not noisy.
 */
export function isNoisy(heights: Float32Array, width: number): boolean {
  const laplacians = laplaciansOf(heights, width);
  const { median, nmad } = robustSpread(laplacians);
  if (!(nmad > 0)) return false;
  let outliers = 0;
  for (const value of laplacians) if (Math.abs(value - median) > OUTLIER * nmad) outliers++;
  return outliers > MOST_OUTLIERS * laplacians.length;
}

/** Of the inner samples. */
function laplaciansOf(heights: Float32Array, width: number): Float32Array {
  const rows = heights.length / width;
  const out = new Float32Array((width - 2) * (rows - 2));
  for (let row = 1, k = 0; row < rows - 1; row++) {
    for (let col = 1, i = row * width + 1; col < width - 1; col++, i++, k++) {
      const around = heights[i - 1]! + heights[i + 1]! + heights[i - width]! + heights[i + width]!;
      out[k] = around - 4 * heights[i]!;
    }
  }
  return out;
}
