import { evaluate } from '../../adjust/model.js';
import { toMap } from '../../core/geo-transform.js';
import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { resampleWindow, type WindowSource } from '../../resample/resample-window.js';
import type { FusedScene } from './fuse-task.js';
import type { Placement } from './placement.js';

/**
 * A window of the output grid from one scene with both corrections, in one resampling: the placement finds its samples, and the
 * height polynomial is evaluated at the raw position that every output pixel comes from.
 *
 * @param source the pixels of its file, heights in the block's vertical datum
 */
export async function correctedHeights(
  source: WindowSource,
  scene: Pick<FusedScene, 'scene' | 'coefficients'>,
  place: Placement,
  window: Window,
  method: ResampleMethod,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { data } = await resampleWindow(source, place.warp, window, method, compute, signal);
  if (scene.coefficients.some((c) => c !== 0)) addCorrection(data, scene, place, window);
  return data;
}

function addCorrection(
  heights: Float32Array,
  { scene: { centre, halfSize }, coefficients }: Pick<FusedScene, 'scene' | 'coefficients'>,
  { positions, toRaw }: Placement,
  window: Window,
): void {
  const { kind, x, y } = positions(window);
  for (let i = 0; i < heights.length; i++) {
    if (Number.isNaN(heights[i]!)) continue;
    const row = Math.floor(i / window.width);
    const col = i - row * window.width;
    const [rawX, rawY] = toMap(
      toRaw,
      kind === 'separable' ? x[col]! : x[i]!,
      kind === 'separable' ? y[row]! : y[i]!,
    );
    const u = (rawX - centre[0]) / halfSize[0];
    const v = (rawY - centre[1]) / halfSize[1];
    heights[i] = heights[i]! + evaluate(coefficients, u, v);
  }
}
