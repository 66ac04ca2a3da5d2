import { NMAD_FACTOR } from '../math/robust.js';
import { indexIn, type Layer } from './layer.js';

/**
 * Median of the valid heights of every pixel, of an even number the mean of the two middle ones (in float64).
 * `source` gets the contributor in the middle, of two the lower one. Pixels without a valid height are left alone.
 */
export function medianOf(
  layers: readonly Layer[],
  width: number,
  height: number,
  heights: Float32Array,
  source: Uint16Array,
): void {
  forEachPixel(layers, width, height, (i, values, ids, n) => {
    if (n === 0) return;
    heights[i] = middle(values, n);
    source[i] = ids[(n - 1) >> 1];
  });
}

/** NMAD = 1.4826 x median(|h - median(h)|) of every pixel with at least two valid heights; others are left alone. */
export function nmadOf(layers: readonly Layer[], width: number, height: number, out: Float32Array): void {
  const deviations = new Float64Array(layers.length);
  forEachPixel(layers, width, height, (i, values, _, n) => {
    if (n < 2) return;
    const median = middle(values, n);
    for (let k = 0; k < n; k++) insert(deviations, k, Math.abs(values[k] - median));
    out[i] = NMAD_FACTOR * middle(deviations, n);
  });
}

/** Visits every pixel with its valid heights, sorted, equal ones in the order of their layers; `n` is their number. */
function forEachPixel(
  layers: readonly Layer[],
  width: number,
  height: number,
  visit: (pixel: number, values: Float64Array, ids: Uint16Array, n: number) => void,
): void {
  const values = new Float64Array(layers.length);
  const ids = new Uint16Array(layers.length);
  for (let row = 0; row < height; row++) {
    const inRow = layers.filter(({ box }) => row >= box.row && row < box.row + box.height);
    for (let col = 0; col < width; col++) {
      visit(row * width + col, values, ids, gatherSorted(inRow, col, row, values, ids));
    }
  }
}

/** Sorts the valid heights of a pixel; returns how many there are. */
function gatherSorted(
  layers: readonly Layer[],
  col: number,
  row: number,
  values: Float64Array,
  ids: Uint16Array,
): number {
  let n = 0;
  for (let c = 0; c < layers.length; c++) {
    const { heights, box, order } = layers[c];
    const from = indexIn(box, col, row);
    const v = from < 0 ? Number.NaN : heights[from];
    if (Number.isNaN(v)) continue;
    const at = insert(values, n, v);
    for (let k = n; k > at; k--) ids[k] = ids[k - 1];
    ids[at] = order + 1;
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
