import type { Compute } from '../core/kernel.js';
import { type Margin, uniformMargin } from '../core/window.js';
import { distance } from '../kernels/distance/index.js';

/** Halo that makes {@link erode} independent of the tiling. */
export function erodeHalo(erodePx: number): Margin {
  return uniformMargin(Math.ceil(erodePx));
}

/**
 * Takes the rim off an input, where its heights are worst: pixels at most `erodePx` (Euclidean, between centres) from
 * an invalid one become NaN. Right only where the plane has {@link erodeHalo} around it.
 */
export async function erode(
  heights: Float32Array,
  width: number,
  height: number,
  erodePx: number,
  compute: Compute,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const cap = erodePx + 1;
  const { distance: d } = await compute.run(distance, { heights }, { width, height, cap }, signal);
  const eroded = heights.slice();
  for (let i = 0; i < eroded.length; i++) if (d[i] <= erodePx) eroded[i] = Number.NaN;
  return eroded;
}
