import { evaluate } from '../../adjust/model.js';
import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { resampleWindow, type WindowSource } from '../../resample/resample-window.js';
import type { Warp } from '../../resample/warp.js';
import type { FusedScene } from './fuse-task.js';

/**
 * A window of the output grid from one scene with both corrections, in one resampling: the warp places it, and the height
 * polynomial is evaluated at the raw position that every output pixel comes from.
 *
 * @param warp from the scene's corrected grid to the output
 */
export async function correctedHeights(
  source: WindowSource,
  scene: FusedScene,
  warp: Warp,
  window: Window,
  method: ResampleMethod,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { data } = await resampleWindow(source, warp, window, method, compute, signal);
  if (scene.coefficients.some((c) => c !== 0)) addCorrection(data, scene, warp, window);
  return data;
}

function addCorrection(heights: Float32Array, fused: FusedScene, warp: Warp, window: Window): void {
  const { scene, grid, coefficients } = fused;
  const { kind, x, y } = warp.positions(window);
  const [a, b, c, d, e, f] = grid.transform;
  const [cx, cy] = scene.centre;
  const [sx, sy] = scene.halfSize;
  for (let i = 0; i < heights.length; i++) {
    if (Number.isNaN(heights[i]!)) continue;
    const row = Math.floor(i / window.width);
    const px = kind === 'separable' ? x[i - row * window.width]! : x[i]!;
    const py = kind === 'separable' ? y[row]! : y[i]!;
    const u = (a * px + b * py + c - cx) / sx;
    const v = (d * px + e * py + f - cy) / sy;
    heights[i] = heights[i]! + evaluate(coefficients, u, v);
  }
}
