import { type Combined, emptyCombined, type Wanted } from './contributor.js';
import { forEachRun, type LayerScene } from './layer.js';
import type { StatisticsMode } from './options.js';
import { paste, pasteSole } from './paste.js';
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
 * Definitions of `dem_mosaic` (Ames Stereo Pipeline), except that its NMAD of a single height is 0. Whatever the mode, `sigma` is
 * the population standard deviation of the contributors. Standard error and share exist for the first five modes.
 */
export function combineStatistics(mode: StatisticsMode, scene: LayerScene, wanted: Wanted): Combined {
  const { layers, width, height, count } = scene;
  const combined = emptyCombined(count.length, { ...wanted, sigma: false });
  const { heights, source } = combined;
  const byOrder = layers.toSorted((a, b) => a.order - b.order);
  switch (mode) {
    case 'first':
      paste(byOrder.toReversed(), width, height, heights, source);
      break;
    case 'last':
      paste(byOrder, width, height, heights, source);
      break;
    case 'min':
      selectExtreme({ ...scene, layers: byOrder }, 1, heights, source);
      break;
    case 'max':
      selectExtreme({ ...scene, layers: byOrder }, -1, heights, source);
      break;
    case 'mean':
      heights.set(meanOf(scene));
      shareEvenly(scene, wanted.weightOf, combined);
      break;
    case 'stddev':
      heights.set(standardDeviation(scene, 1));
      break;
    case 'median':
      medianOf(byOrder, width, height, heights, source);
      break;
    case 'nmad':
      nmadOf(byOrder, width, height, heights);
      break;
    case 'count':
      for (let i = 0; i < count.length; i++) if (count[i] > 0) heights[i] = count[i];
  }
  if (mode !== 'mean') pasteSole(layers, width, height, combined, wanted.weightOf);
  return { ...combined, sigma: wanted.sigma ? spreadOf(scene) : null };
}

/** Population standard deviation of the contributors; NaN where fewer than two contribute. */
export function spreadOf(scene: LayerScene): Float32Array {
  return standardDeviation(scene, 0);
}

/** Smallest height for `sign` 1, greatest for -1. */
function selectExtreme(
  { layers, width, height }: LayerScene,
  sign: 1 | -1,
  heights: Float32Array,
  source: Uint16Array,
): void {
  for (const { heights: own, box, order } of layers) {
    const id = order + 1;
    forEachRun(box, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) {
        const v = own[from + k];
        // `heights` is NaN before the first valid contributor, and no comparison with NaN holds.
        if (!Number.isNaN(v) && !(sign * heights[at + k] <= sign * v)) {
          heights[at + k] = v;
          source[at + k] = id;
        }
      }
    });
  }
}

/** NaN where nothing contributes. */
function meanOf({ layers, width, height, count }: LayerScene): Float64Array {
  const sum = new Float64Array(count.length);
  for (const { heights, box } of layers) {
    forEachRun(box, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) {
        const v = heights[from + k];
        if (!Number.isNaN(v)) sum[at + k] += v;
      }
    });
  }
  for (let i = 0; i < sum.length; i++) sum[i] /= count[i];
  return sum;
}

/** Standard error and share in a mean of equal weights. */
function shareEvenly(
  { layers, width, height, count }: LayerScene,
  weightOf: number | null,
  { uncertainty, weight }: Combined,
): void {
  if (weight !== null) for (let i = 0; i < count.length; i++) if (count[i] > 0) weight[i] = 0;
  const squares = uncertainty === null ? null : new Float64Array(count.length);
  for (const { heights, sigma, box, order } of layers) {
    const chosen = weight !== null && order === weightOf;
    forEachRun(box, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) {
        if (Number.isNaN(heights[from + k])) continue;
        if (chosen) weight[at + k] = 1 / count[at + k];
        if (squares !== null) squares[at + k] += sigma![from + k] ** 2;
      }
    });
  }
  if (squares === null) return;
  for (let i = 0; i < count.length; i++) {
    if (count[i] > 0) uncertainty![i] = Math.sqrt(squares[i]) / count[i];
  }
}

/**
 * With divisor `n - freedom`; NaN where fewer than two contribute. Two passes: deviations from the mean keep their
 * digits however large the heights are.
 */
function standardDeviation(scene: LayerScene, freedom: 0 | 1): Float32Array {
  const { layers, width, height, count } = scene;
  const mean = meanOf(scene);
  const squares = new Float64Array(count.length);
  for (const { heights, box } of layers) {
    forEachRun(box, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) {
        const d = heights[from + k] - mean[at + k];
        if (!Number.isNaN(d)) squares[at + k] += d * d;
      }
    });
  }
  const deviation = new Float32Array(count.length).fill(Number.NaN);
  for (let i = 0; i < deviation.length; i++) {
    if (count[i] > 1) deviation[i] = Math.sqrt(squares[i] / (count[i] - freedom));
  }
  return deviation;
}
