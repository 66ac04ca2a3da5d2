import type { Compute } from '../core/kernel.js';
import { expand, type Margin, uniformMargin, type Window } from '../core/window.js';
import { distance } from '../kernels/distance/index.js';
import { gaussian, gaussianRadius, gaussianTaps } from '../kernels/gaussian/index.js';
import { cropMargin } from './crop.js';
import { cropBox, type Layer } from './layer.js';
import { lineDistances } from './line-distance.js';
import type { BlendOptions } from './options.js';

/** Keeps a valid pixel in the mean however high the exponent: the smallest normal float32. */
export const SMALLEST_WEIGHT = 2 ** -126;

/** Halo that makes {@link blendWeights} independent of the tiling: nothing beyond it has a say. */
export function blendHalo(options: BlendOptions): Margin {
  return uniformMargin(reachOf(options) + gaussianRadius(options.blurSigma));
}

/** Distance in pixels at which nothing changes any more. */
function capOf({ featherPx, priorityPx = 0, blurSigma }: BlendOptions): number {
  // Further than the band, so that the blur leaves the end of the band along a straight boundary where it is.
  return priorityPx > 0 ? priorityPx + gaussianRadius(blurSigma) : featherPx;
}

function reachOf(options: BlendOptions): number {
  return Math.ceil(capOf(options)) * (options.centreLine === true ? 2 : 1);
}

/**
 * Weights with which an input is blended into the mosaic, for a window whose pixels have {@link blendHalo} around
 * them in what the layer knows:
 *
 *     d = min(feather, distance to the nearest invalid pixel, in pixels)
 *     w = (min(gauss(d), d) / feather) ^ exponent          for valid pixels, 0 for invalid ones
 *
 * The distance is Euclidean between pixel centres, 1 at a straight boundary; with `centreLine` it is the lesser of that and of
 * {@link lineDistances}. The Gaussian rounds off the ridges where the distances to two boundaries meet; the minimum keeps it from
 * raising the weight at the boundary itself, where a weight well above zero shows as a step. Blending by such weights: Ames Stereo
 * Pipeline, `dem_mosaic`.
 *
 * With `priorityPx` the result is the part that the input takes of what earlier ones have left: with
 * `t = min(1, min(gauss(d), d) / priority)` it is `t^e / (t^e + (1 - t)^e)`, from 0 at the boundary to exactly 1 at the
 * end of the band.
 */
export async function blendWeights(
  layer: Layer,
  window: Window,
  options: BlendOptions,
  compute: Compute,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { blurSigma } = options;
  const radius = gaussianRadius(blurSigma);
  const blurred = expand(window, uniformMargin(radius));
  const near = await distances(layer, blurred, options, compute, signal);
  if (blurSigma === 0) return weightsOf(near, window.width, 0, near, options);
  const { blurred: smooth } = await compute.run(
    gaussian,
    { plane: near, taps: gaussianTaps(blurSigma) },
    { width: blurred.width, height: blurred.height },
    signal,
  );
  return weightsOf(near, blurred.width, radius, smooth, options);
}

/** To the nearest boundary, capped, of the pixels of a window. */
async function distances(
  { heights, holes, box }: Layer,
  window: Window,
  options: BlendOptions,
  compute: Compute,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const cap = capOf(options);
  const reach = uniformMargin(reachOf(options));
  const area = expand(window, reach);
  const { width, height } = area;
  const plane = holes === null ? cropBox(heights, box, area, Number.NaN) : cropBox(holes, box, area, 0);
  const { distance: far } = await compute.run(distance, { heights: plane }, { width, height, cap }, signal);
  const near = cropMargin(far, width, height, reach);
  if (options.centreLine !== true) return near;
  const along = cropMargin(lineDistances(plane, width, height, cap), width, height, reach);
  for (let i = 0; i < near.length; i++) near[i] = Math.min(near[i], along[i]);
  return near;
}

/** `distances`, 0 on invalid pixels, have a margin of `radius` around the smooth ones. */
function weightsOf(
  distances: Float32Array,
  width: number,
  radius: number,
  smooth: Float32Array,
  { featherPx, exponent, priorityPx = 0 }: BlendOptions,
): Float32Array {
  const inner = width - 2 * radius;
  const weights = new Float32Array(smooth.length);
  const end = priorityPx > 0 ? priorityPx : featherPx;
  for (let i = 0; i < weights.length; i += inner) {
    const start = (i / inner + radius) * width + radius;
    for (let col = 0; col < inner; col++) {
      const d = distances[start + col];
      if (d === 0) continue;
      const share = Math.min(d, smooth[i + col]) / end;
      const w = priorityPx > 0 ? taken(Math.min(share, 1), exponent) : power(share, exponent);
      weights[i + col] = Math.max(w, SMALLEST_WEIGHT);
    }
  }
  return weights;
}

function power(share: number, exponent: number): number {
  return exponent === 2 ? share * share : share ** exponent;
}

function taken(share: number, exponent: number): number {
  const own = share ** exponent;
  return own / (own + (1 - share) ** exponent);
}
