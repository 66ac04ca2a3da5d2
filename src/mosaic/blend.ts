import type { Compute } from '../core/kernel.js';
import type { Window } from '../core/window.js';
import { type AccumulateOutputs, accumulate } from '../kernels/accumulate/index.js';
import { type Combined, emptyCombined, type Wanted } from './contributor.js';
import { forEachRun, indexIn, type Layer, type LayerScene } from './layer.js';
import type { BlendOptions } from './options.js';
import { paste, pasteSole } from './paste.js';
import { blendWeights, SMALLEST_WEIGHT } from './weights.js';

/** Overlap pixels per kernel call: bounds the stacked copies of their contributors. */
const CHUNK = 1 << 16;

/**
 * Weighted mean, `sum(w h) / sum(w)` in float64. The weights are those of {@link blendWeights}, times the layers' factors. With
 * `priorityPx` an input takes its part of what the earlier ones, in the user's order, have left: `w = c * product(1 - c of the earlier)`.
 *
 * A pixel with one contributor takes its height unchanged, bit by bit, and so does one that an input with priority has
 * for itself; one with none stays NaN. Every height lies within the range of its contributors. `source` is the
 * contributor with the greatest weight, of equal ones the first in canonical order. `sigma` is
 * `sqrt(sum w (h - mean)^2 / sum w)`.
 */
export async function blend(
  scene: LayerScene,
  options: BlendOptions,
  wanted: Wanted,
  compute: Compute,
  signal?: AbortSignal,
): Promise<Combined> {
  const { layers, width, height, count } = scene;
  const combined = emptyCombined(count.length, wanted);
  paste(layers, width, height, combined.heights, combined.source);
  pasteSole(layers, width, height, combined, wanted.weightOf);
  const weighted: Weighted[] = [];
  for (const layer of layers) {
    const box = overlapBox(layer, scene);
    if (box === null) continue;
    weighted.push({ layer, box, weights: await blendWeights(layer, box, options, compute, signal) });
  }
  const pixels = new Int32Array(CHUNK);
  for (let from = 0; from < count.length; ) {
    let n = 0;
    for (; from < count.length && n < CHUNK; from++) if (count[from] > 1) pixels[n++] = from;
    if (n === 0) continue;
    const chunk = pixels.subarray(0, n);
    const present = presentIn(weighted, chunk, width);
    const stacked = stack(present, chunk, width, options);
    await blendPixels(present, stacked, chunk, combined, compute, signal);
    if (combined.uncertainty !== null) propagate(present, stacked, chunk, width, combined.uncertainty);
    if (combined.weight !== null) shares(present, stacked, chunk, wanted.weightOf!, combined.weight);
  }
  return combined;
}

/** A layer that overlaps others. */
interface Weighted {
  readonly layer: Layer;
  /** Where it does, in the window. */
  readonly box: Window;
  /** In the box. */
  readonly weights: Float32Array;
}

/** Smallest window with all pixels that the layer shares with others; null when it shares none. */
function overlapBox({ heights, box }: Layer, { width, height, count }: LayerScene): Window | null {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  forEachRun(box, width, height, (at, from, length) => {
    const row = Math.floor(at / width);
    for (let k = 0; k < length; k++) {
      if (count[at + k] < 2 || Number.isNaN(heights[from + k])) continue;
      const col = at + k - row * width;
      if (col < left) left = col;
      if (col > right) right = col;
      if (row < top) top = row;
      bottom = row;
    }
  });
  return bottom < 0 ? null : { col: left, row: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The layers that may have one of the pixels, which rise. */
function presentIn(layers: readonly Weighted[], pixels: Int32Array, width: number): Weighted[] {
  const firstRow = Math.floor(pixels[0] / width);
  const lastRow = Math.floor(pixels[pixels.length - 1] / width);
  return layers.filter(({ box }) => box.row <= lastRow && box.row + box.height > firstRow);
}

type Stack = { readonly values: Float32Array; readonly weights: Float32Array };

/** Blends the given pixels, all of which have several contributors. */
async function blendPixels(
  present: readonly Weighted[],
  stacked: Stack,
  pixels: Int32Array,
  combined: Combined,
  compute: Compute,
  signal: AbortSignal | undefined,
): Promise<void> {
  const wanted: (keyof AccumulateOutputs)[] = ['mean', 'dominant'];
  if (combined.sigma !== null) wanted.push('sigma');
  const params = { count: present.length, length: pixels.length, wanted };
  const { mean, dominant, sigma } = await compute.run(accumulate, stacked, params, signal);
  for (let k = 0; k < pixels.length; k++) {
    const i = pixels[k];
    combined.heights[i] = mean[k];
    combined.source[i] = present[dominant[k]].layer.order + 1;
    if (combined.sigma !== null) combined.sigma[i] = sigma[k];
  }
}

/** Heights and weights of the pixels, layer after layer. A layer is valid at none of them outside its box. */
function stack(
  layers: readonly Weighted[],
  pixels: Int32Array,
  width: number,
  { priorityPx = 0 }: BlendOptions,
): Stack {
  const n = pixels.length;
  const values = new Float32Array(layers.length * n).fill(Number.NaN);
  const weights = new Float32Array(values.length);
  const left = priorityPx > 0 ? new Float64Array(n).fill(1) : null;
  // What is left for an input depends on the user's order, the order of the sums must not.
  const turns = layers.map((weighted, place) => ({ ...weighted, place }));
  if (left !== null) turns.sort((a, b) => a.layer.order - b.layer.order);
  for (const { layer, box, weights: own, place } of turns) {
    for (let k = 0, to = place * n; k < n; k++, to++) {
      const row = Math.floor(pixels[k] / width);
      const col = pixels[k] - row * width;
      const inBox = indexIn(box, col, row);
      if (inBox < 0) continue;
      const at = indexIn(layer.box, col, row);
      const v = layer.heights[at];
      if (Number.isNaN(v)) continue;
      values[to] = v;
      let w = own[inBox];
      if (left !== null) {
        const taken = w;
        w *= left[k];
        left[k] *= 1 - taken;
      }
      if (layer.factor !== null) w *= layer.factor[at];
      weights[to] = w > 0 ? Math.max(w, SMALLEST_WEIGHT) : 0;
    }
  }
  return { values, weights };
}

/** `sqrt(sum (w s)^2) / sum w` of the pixels. */
function propagate(
  present: readonly Weighted[],
  { weights }: Stack,
  pixels: Int32Array,
  width: number,
  uncertainty: Float32Array,
): void {
  const n = pixels.length;
  for (let k = 0; k < n; k++) {
    const row = Math.floor(pixels[k] / width);
    const col = pixels[k] - row * width;
    let total = 0;
    let squares = 0;
    for (let c = 0; c < present.length; c++) {
      const w = weights[c * n + k];
      if (w === 0) continue;
      const { sigma, box } = present[c].layer;
      const s = sigma![indexIn(box, col, row)];
      total += w;
      squares += (w * s) ** 2;
    }
    uncertainty[pixels[k]] = Math.sqrt(squares) / total;
  }
}

/** Share of one contributor in the pixels. */
function shares(
  present: readonly Weighted[],
  { weights }: Stack,
  pixels: Int32Array,
  order: number,
  out: Float32Array,
): void {
  const n = pixels.length;
  const chosen = present.findIndex(({ layer }) => layer.order === order);
  for (let k = 0; k < n; k++) {
    let total = 0;
    for (let c = 0; c < present.length; c++) total += weights[c * n + k];
    out[pixels[k]] = chosen < 0 ? 0 : weights[chosen * n + k] / total;
  }
}
