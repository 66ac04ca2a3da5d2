import type { Compute } from '../../core/kernel.js';
import { createRng } from '../../core/rng.js';
import type { Window } from '../../core/window.js';
import { resampleGather } from '../../kernels/resample/index.js';

/** Where the ground of an image pixel truly lies: `col = a0 + a1 c + a2 r`, `row = b0 + b1 c + b2 r`; pixels, corner convention. */
export type PixelAffine = readonly [a0: number, a1: number, a2: number, b0: number, b1: number, b2: number];

/** A shift of up to `size` pixels along both axes, and linear terms that add up to a quarter of it towards the edges of the window. */
export function drawMisregistration(seed: number, size: number, { width, height }: Window): PixelAffine {
  const rng = createRng(seed);
  const even = (reach: number): number => reach * (2 * rng.next() - 1);
  const [shiftCol, shiftRow] = [even(size), even(size)];
  const [alongCol, alongRow] = [even(size / 4 / width), even(size / 4 / height)];
  const [acrossCol, acrossRow] = [even(size / 4 / height), even(size / 4 / width)];
  return [shiftCol, 1 + alongCol, acrossCol, shiftRow, acrossRow, 1 + alongRow];
}

/**
 * A window of an image as a camera with a wrong position would have placed it: its pixel (c, r), counted from the window, shows what
 * lies at the affine's position counted from the window. Cubic convolution; grey values stay whole numbers. Samples outside the
 * image come from its nearest edge.
 */
export async function misregisteredWindow(
  image: Float32Array,
  size: { readonly width: number; readonly height: number },
  window: Window,
  [a0, a1, a2, b0, b1, b2]: PixelAffine,
  compute: Compute,
): Promise<Float32Array> {
  const x = new Float64Array(window.width * window.height);
  const y = new Float64Array(x.length);
  const inside = (v: number, n: number): number => Math.min(Math.max(v, 0.5), n - 0.5);
  for (let r = 0, i = 0; r < window.height; r++) {
    for (let c = 0; c < window.width; c++, i++) {
      const [col, row] = [c + 0.5, r + 0.5];
      x[i] = inside(window.col + a0 + a1 * col + a2 * row, size.width);
      y[i] = inside(window.row + b0 + b1 * col + b2 * row, size.height);
    }
  }
  const params = {
    method: 'cubic',
    sourceWidth: size.width,
    sourceHeight: size.height,
    scaleX: 1,
    scaleY: 1,
  } as const;
  const { values } = await compute.run(resampleGather, { source: image, x, y }, params);
  return values.map((v) => Math.min(Math.max(Math.round(v), 1), 4095));
}
