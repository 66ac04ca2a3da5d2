import type { Compute } from '../core/kernel.js';
import type { Window } from '../core/window.js';
import { type AccumulateOutputs, accumulate } from '../kernels/accumulate/index.js';
import type { Combined, Contributor } from './contributor.js';
import type { BlendOptions } from './options.js';
import { paste } from './statistics.js';
import { blendHalo, featherWeights } from './weights.js';

/** Overlap pixels per kernel call: bounds the stacked copies of their contributors. */
const CHUNK = 1 << 16;

/** A contributor of the window that also brings its surroundings, on which its weights depend. */
export interface Layer extends Contributor {
  /** `heights` with {@link blendHalo} more on every side. */
  readonly wide: Float32Array;
}

export interface BlendScene {
  /** In the order of summation: give them in canonical order. */
  readonly layers: readonly Layer[];
  /** Size of the window. */
  readonly width: number;
  readonly height: number;
  /** Number of valid layers per pixel. */
  readonly count: Uint16Array;
}

/**
 * Feathered weighted mean, `sum(w h) / sum(w)` in float64 with the weights of {@link featherWeights}.
 *
 * A pixel with one contributor takes its height unchanged, bit by bit; one with none stays NaN. Every height lies
 * within the range of its contributors. `source` is the contributor with the greatest weight, of equal ones the first
 * in canonical order. `sigma` is `sqrt(sum w (h - mean)^2 / sum w)`.
 */
export async function blend(
  scene: BlendScene,
  options: BlendOptions,
  withSigma: boolean,
  compute: Compute,
  signal?: AbortSignal,
): Promise<Combined> {
  const { layers, count } = scene;
  const combined = {
    heights: new Float32Array(count.length).fill(Number.NaN),
    source: new Uint16Array(count.length),
    sigma: withSigma ? new Float32Array(count.length).fill(Number.NaN) : null,
  };
  paste(layers, combined.heights, combined.source);
  const weighted: Weighted[] = [];
  for (const layer of layers) {
    const box = overlapBox(layer.heights, scene);
    if (box !== null) weighted.push(await weigh(layer, scene.width, box, options, compute, signal));
  }
  const pixels = new Int32Array(CHUNK);
  for (let from = 0; from < count.length; ) {
    let n = 0;
    for (; from < count.length && n < CHUNK; from++) if (count[from] > 1) pixels[n++] = from;
    if (n > 0) await blendPixels(weighted, pixels.subarray(0, n), scene.width, combined, compute, signal);
  }
  return combined;
}

/** A layer that overlaps others. */
interface Weighted extends Layer {
  /** Where it does. */
  readonly box: Window;
  /** In the box. */
  readonly weights: Float32Array;
}

/** Smallest window with all pixels that the layer shares with others; null when it shares none. */
function overlapBox(heights: Float32Array, { width, height, count }: BlendScene): Window | null {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const i = row * width + col;
      if (count[i] < 2 || Number.isNaN(heights[i])) continue;
      if (col < left) left = col;
      if (col > right) right = col;
      if (row < top) top = row;
      bottom = row;
    }
  }
  return bottom < 0 ? null : { col: left, row: top, width: right - left + 1, height: bottom - top + 1 };
}

async function weigh(
  layer: Layer,
  width: number,
  box: Window,
  options: BlendOptions,
  compute: Compute,
  signal: AbortSignal | undefined,
): Promise<Weighted> {
  const halo = blendHalo(options);
  const inWide = { ...box, col: box.col + halo.left, row: box.row + halo.top };
  const wideWidth = width + halo.left + halo.right;
  const weights = await featherWeights(layer.wide, wideWidth, inWide, options, compute, signal);
  return { ...layer, box, weights };
}

/** Blends the given pixels, rising, all of which have several contributors. */
async function blendPixels(
  layers: readonly Weighted[],
  pixels: Int32Array,
  width: number,
  combined: Combined,
  compute: Compute,
  signal: AbortSignal | undefined,
): Promise<void> {
  const firstRow = Math.floor(pixels[0] / width);
  const lastRow = Math.floor(pixels[pixels.length - 1] / width);
  const present = layers.filter(({ box }) => box.row <= lastRow && box.row + box.height > firstRow);
  const length = pixels.length;
  const wanted: (keyof AccumulateOutputs)[] = ['mean', 'dominant'];
  if (combined.sigma !== null) wanted.push('sigma');
  const { mean, dominant, sigma } = await compute.run(
    accumulate,
    stack(present, pixels, width),
    { count: present.length, length, wanted },
    signal,
  );
  for (let k = 0; k < length; k++) {
    const i = pixels[k];
    combined.heights[i] = mean[k];
    combined.source[i] = present[dominant[k]].order + 1;
    if (combined.sigma !== null) combined.sigma[i] = sigma[k];
  }
}

type Stack = { readonly values: Float32Array; readonly weights: Float32Array };

/** Heights and weights of the pixels, layer after layer. A layer is valid at none of them outside its box. */
function stack(layers: readonly Weighted[], pixels: Int32Array, width: number): Stack {
  const values = new Float32Array(layers.length * pixels.length);
  const weights = new Float32Array(values.length);
  let to = 0;
  for (const { heights, box, weights: ownWeights } of layers) {
    for (let k = 0; k < pixels.length; k++) {
      const i = pixels[k];
      const v = heights[i];
      values[to] = v;
      if (!Number.isNaN(v)) {
        const row = Math.floor(i / width);
        weights[to] = ownWeights[(row - box.row) * box.width + (i - row * width - box.col)];
      }
      to++;
    }
  }
  return { values, weights };
}
