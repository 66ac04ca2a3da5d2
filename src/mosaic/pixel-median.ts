import { NMAD_FACTOR } from '../math/robust.js';
import type { Contributor } from './contributor.js';

/**
 * Median of the valid heights of every pixel, of an even number the mean of the two middle ones (in float64).
 * `source` gets the contributor in the middle, of two the lower one. Pixels without a valid height are left alone.
 */
export function medianOf(
  contributors: readonly Contributor[],
  heights: Float32Array,
  source: Uint16Array,
): void {
  const values = new Float64Array(contributors.length);
  const ids = new Uint16Array(contributors.length);
  for (let i = 0; i < heights.length; i++) {
    const n = gatherSorted(contributors, i, values, ids);
    if (n === 0) continue;
    heights[i] = middle(values, n);
    source[i] = ids[(n - 1) >> 1];
  }
}

/** NMAD = 1.4826 x median(|h - median(h)|) of every pixel with at least two valid heights; others are left alone. */
export function nmadOf(contributors: readonly Contributor[], out: Float32Array): void {
  const values = new Float64Array(contributors.length);
  const ids = new Uint16Array(contributors.length);
  const deviations = new Float64Array(contributors.length);
  for (let i = 0; i < out.length; i++) {
    const n = gatherSorted(contributors, i, values, ids);
    if (n < 2) continue;
    const median = middle(values, n);
    for (let k = 0; k < n; k++) insert(deviations, k, Math.abs(values[k] - median));
    out[i] = NMAD_FACTOR * middle(deviations, n);
  }
}

/** Sorts the valid heights of a pixel, equal ones in the order of their contributors; returns how many there are. */
function gatherSorted(
  contributors: readonly Contributor[],
  pixel: number,
  values: Float64Array,
  ids: Uint16Array,
): number {
  let n = 0;
  for (let c = 0; c < contributors.length; c++) {
    const v = contributors[c].heights[pixel];
    if (Number.isNaN(v)) continue;
    const at = insert(values, n, v);
    for (let k = n; k > at; k--) ids[k] = ids[k - 1];
    ids[at] = contributors[c].order + 1;
    n++;
  }
  return n;
}

/** Puts `v` behind everything not greater among the first `n` sorted values; returns where. */
function insert(sorted: Float64Array, n: number, v: number): number {
  let k = n;
  while (k > 0 && sorted[k - 1] > v) {
    sorted[k] = sorted[k - 1];
    k--;
  }
  sorted[k] = v;
  return k;
}

function middle(sorted: Float64Array, n: number): number {
  return n % 2 === 1 ? sorted[n >> 1] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}
