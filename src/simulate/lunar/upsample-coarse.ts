import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import { resampleSeparable } from '../../kernels/resample/index.js';
import type { CoarseDtm } from './coarse-dtm.js';

/**
 * The coarse heights at the pixel centres of a window of the terrain's grid, by cubic convolution as reconstruction does it. Within two
 * cells of the coarse raster's edge the kernel lacks cells; choose windows inside.
 */
export async function upsampleCoarse(
  { width, height, factor, heights }: CoarseDtm,
  window: Window,
  compute: Compute,
): Promise<Float32Array> {
  const positions = (first: number, count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => (first + i + 0.5) / factor);
  const { values } = await compute.run(
    resampleSeparable,
    { source: heights, x: positions(window.col, window.width), y: positions(window.row, window.height) },
    { method: 'cubic', sourceWidth: width, sourceHeight: height, scaleX: 1 / factor, scaleY: 1 / factor },
  );
  return values;
}
