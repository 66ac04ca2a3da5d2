import type { Margin, Window } from '../core/window.js';

export type Plane = Float32Array | Uint16Array | Uint8Array;

/** Copies a window out of a row-major plane of the given width; the window must lie inside. */
export function crop<T extends Plane>(plane: T, width: number, w: Window): T {
  const out = new (plane.constructor as new (length: number) => T)(w.width * w.height);
  for (let row = 0; row < w.height; row++) {
    const from = (w.row + row) * width + w.col;
    out.set(plane.subarray(from, from + w.width), row * w.width);
  }
  return out;
}

/** The window that is left of `width` x `height` pixels without its margin. */
function shrink(width: number, height: number, m: Margin): Window {
  return { col: m.left, row: m.top, width: width - m.left - m.right, height: height - m.top - m.bottom };
}

/** `crop` that gives the plane itself back when nothing has to be cut off. */
export function cropMargin<T extends Plane>(plane: T, width: number, height: number, m: Margin): T {
  const w = shrink(width, height, m);
  return w.width === width && w.height === height ? plane : crop(plane, width, w);
}
