import type { Combined, Contributor } from './contributor.js';
import type { StatisticsMode } from './options.js';
import { medianOf, nmadOf } from './pixel-median.js';

/**
 * Combines contributors pixel by pixel without weights. All statistics are over the valid contributors, computed in
 * float64 and rounded once to float32; no output where none is valid.
 *
 * | mode | value | source |
 * |---|---|---|
 * | first, last | the valid contributor with the lowest, highest order | that one |
 * | min, max | the smallest, greatest height | its contributor, of equal ones the lowest order |
 * | mean | arithmetic mean, summed in canonical order | 0 |
 * | median | the middle height, or the mean of the two middle ones | the (lower) middle one |
 * | stddev | sample standard deviation, divisor n - 1; NaN for n = 1 | 0 |
 * | nmad | 1.4826 x median of the absolute deviations from the median; NaN for n = 1 | 0 |
 * | count | number of valid contributors | 0 |
 *
 * Definitions of `dem_mosaic` (Ames Stereo Pipeline), except that its NMAD of a single height is 0.
 * With `withSigma`, the population standard deviation of the contributors comes along whatever the mode.
 */
export function combineStatistics(
  mode: StatisticsMode,
  contributors: readonly Contributor[],
  count: Uint16Array,
  withSigma: boolean,
): Combined {
  const length = count.length;
  const heights = new Float32Array(length).fill(Number.NaN);
  const source = new Uint16Array(length);
  const byOrder = contributors.toSorted((a, b) => a.order - b.order);
  switch (mode) {
    case 'first':
      paste(byOrder.toReversed(), heights, source);
      break;
    case 'last':
      paste(byOrder, heights, source);
      break;
    case 'min':
      selectExtreme(byOrder, 1, heights, source);
      break;
    case 'max':
      selectExtreme(byOrder, -1, heights, source);
      break;
    case 'mean':
      heights.set(meanOf(contributors, count));
      break;
    case 'stddev':
      heights.set(standardDeviation(contributors, count, 1));
      break;
    case 'median':
      medianOf(byOrder, heights, source);
      break;
    case 'nmad':
      nmadOf(byOrder, heights);
      break;
    case 'count':
      for (let i = 0; i < length; i++) if (count[i] > 0) heights[i] = count[i];
  }
  return { heights, source, sigma: withSigma ? standardDeviation(contributors, count, 0) : null };
}

/** Lets every contributor overwrite the ones before it. */
export function paste(
  contributors: readonly Contributor[],
  heights: Float32Array,
  source: Uint16Array,
): void {
  for (const { heights: from, order } of contributors) {
    const id = order + 1;
    for (let i = 0; i < from.length; i++) {
      const v = from[i];
      if (!Number.isNaN(v)) {
        heights[i] = v;
        source[i] = id;
      }
    }
  }
}

/** Smallest height for `sign` 1, greatest for -1. */
function selectExtreme(
  contributors: readonly Contributor[],
  sign: 1 | -1,
  heights: Float32Array,
  source: Uint16Array,
): void {
  for (const { heights: from, order } of contributors) {
    const id = order + 1;
    for (let i = 0; i < from.length; i++) {
      const v = from[i];
      // `heights` is NaN before the first valid contributor, and no comparison with NaN holds.
      if (!Number.isNaN(v) && !(sign * heights[i] <= sign * v)) {
        heights[i] = v;
        source[i] = id;
      }
    }
  }
}

/** NaN where nothing contributes. */
function meanOf(contributors: readonly Contributor[], count: Uint16Array): Float64Array {
  const sum = new Float64Array(count.length);
  for (const { heights } of contributors) {
    for (let i = 0; i < sum.length; i++) {
      const v = heights[i];
      if (!Number.isNaN(v)) sum[i] += v;
    }
  }
  for (let i = 0; i < sum.length; i++) sum[i] /= count[i];
  return sum;
}

/**
 * With divisor `n - freedom`; NaN where fewer than two contribute. Two passes: deviations from the mean keep their
 * digits however large the heights are.
 */
function standardDeviation(
  contributors: readonly Contributor[],
  count: Uint16Array,
  freedom: 0 | 1,
): Float32Array {
  const mean = meanOf(contributors, count);
  const squares = new Float64Array(count.length);
  for (const { heights } of contributors) {
    for (let i = 0; i < squares.length; i++) {
      const d = heights[i] - mean[i];
      if (!Number.isNaN(d)) squares[i] += d * d;
    }
  }
  const deviation = new Float32Array(count.length).fill(Number.NaN);
  for (let i = 0; i < deviation.length; i++) {
    if (count[i] > 1) deviation[i] = Math.sqrt(squares[i] / (count[i] - freedom));
  }
  return deviation;
}
