import type { Compute } from '../core/kernel.js';
import { expand, type Margin, uniformMargin, type Window } from '../core/window.js';
import { distance } from '../kernels/distance/index.js';
import { gaussian, gaussianRadius, gaussianTaps } from '../kernels/gaussian/index.js';
import { crop, cropMargin } from './crop.js';
import type { BlendOptions } from './options.js';

/** Keeps a valid pixel in the mean however high the exponent: the smallest normal float32. */
const SMALLEST_WEIGHT = 2 ** -126;

/** Halo that makes {@link featherWeights} independent of the tiling: nothing beyond it has a say. */
export function blendHalo({ featherPx, blurSigma }: BlendOptions): Margin {
  return uniformMargin(Math.ceil(featherPx) + gaussianRadius(blurSigma));
}

/**
 * Weights with which an input is feathered into the mosaic, for a window of its plane that has at least
 * {@link blendHalo} of the plane around it:
 *
 *     d = min(feather, distance to the nearest invalid pixel, in pixels)
 *     w = (min(gauss(d), d) / feather) ^ exponent          for valid pixels, 0 for invalid ones
 *
 * The distance is Euclidean between pixel centres, 1 at a straight boundary. The Gaussian rounds off the ridges where
 * the distances to two boundaries meet; the minimum keeps it from raising the weight at the boundary itself, where a
 * weight well above zero shows as a step. Blending by such weights: Ames Stereo Pipeline, `dem_mosaic`.
 */
export async function featherWeights(
  heights: Float32Array,
  width: number,
  window: Window,
  options: BlendOptions,
  compute: Compute,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { featherPx, blurSigma } = options;
  const radius = gaussianRadius(blurSigma);
  const blurred = expand(window, uniformMargin(radius));
  const feather = uniformMargin(Math.ceil(featherPx));
  const area = expand(blurred, feather);
  const { distance: far } = await compute.run(
    distance,
    { heights: crop(heights, width, area) },
    { width: area.width, height: area.height, cap: featherPx },
    signal,
  );
  const near = cropMargin(far, area.width, area.height, feather);
  if (blurSigma === 0) return weightsOf(near, window.width, 0, near, options);
  const { blurred: smooth } = await compute.run(
    gaussian,
    { plane: near, taps: gaussianTaps(blurSigma) },
    { width: blurred.width, height: blurred.height },
    signal,
  );
  return weightsOf(near, blurred.width, radius, smooth, options);
}

/** `distances`, 0 on invalid pixels, have a margin of `radius` around the smooth ones. */
function weightsOf(
  distances: Float32Array,
  width: number,
  radius: number,
  smooth: Float32Array,
  { featherPx, exponent }: BlendOptions,
): Float32Array {
  const inner = width - 2 * radius;
  const weights = new Float32Array(smooth.length);
  for (let i = 0; i < weights.length; i += inner) {
    const start = (i / inner + radius) * width + radius;
    for (let col = 0; col < inner; col++) {
      const d = distances[start + col];
      if (d === 0) continue;
      const share = Math.min(d, smooth[i + col]) / featherPx;
      weights[i + col] = Math.max(exponent === 2 ? share * share : share ** exponent, SMALLEST_WEIGHT);
    }
  }
  return weights;
}
