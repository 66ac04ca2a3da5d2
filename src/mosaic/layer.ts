import { intersect, type Window } from '../core/window.js';

/** A contributor ready to be combined: eroded and masked, on its own box, with its place in the window that is combined. */
export interface Layer {
  /** Of the box; NaN where the contributor has no say. */
  readonly heights: Float32Array;
  /** From the upper left pixel of the window; may reach out of it, as far as the weights' halo. */
  readonly box: Window;
  readonly order: number;
  /** What multiplies its weight, of the box; null for 1. */
  readonly factor: Float32Array | null;
  /** Standard errors, of the box. */
  readonly sigma: Float32Array | null;
  /** Of the box: NaN at missing pixels of the raster, not beyond the raster; null where its border counts as well. */
  readonly holes: Float32Array | null;
}

/** Layers on a window. */
export interface LayerScene {
  /** In canonical order, that of summation. */
  readonly layers: readonly Layer[];
  /** Size of the window. */
  readonly width: number;
  readonly height: number;
  /** Number of valid layers per pixel. */
  readonly count: Uint16Array;
}

/**
 * The rows that a box shares with a plane of `width` x `height` pixels: where each begins in the plane, where in the box,
 * and how long it is.
 */
export function forEachRun(
  box: Window,
  width: number,
  height: number,
  visit: (at: number, from: number, length: number) => void,
): void {
  const left = Math.max(box.col, 0);
  const length = Math.min(box.col + box.width, width) - left;
  if (length <= 0) return;
  const bottom = Math.min(box.row + box.height, height);
  for (let row = Math.max(box.row, 0); row < bottom; row++) {
    visit(row * width + left, (row - box.row) * box.width + left - box.col, length);
  }
}

/** An area of the plane that covers `box`; `beyond` where it reaches out of the box. */
export function cropBox(plane: Float32Array, box: Window, area: Window, beyond: number): Float32Array {
  const out = new Float32Array(area.width * area.height).fill(beyond);
  const common = intersect(box, area);
  if (common === null) return out;
  for (let row = common.row; row < common.row + common.height; row++) {
    const from = (row - box.row) * box.width + common.col - box.col;
    out.set(plane.subarray(from, from + common.width), (row - area.row) * area.width + common.col - area.col);
  }
  return out;
}

/** Place in the layer's planes of a pixel of the window; -1 outside its box. */
export function indexIn({ col, row, width, height }: Window, atCol: number, atRow: number): number {
  const c = atCol - col;
  const r = atRow - row;
  return c >= 0 && c < width && r >= 0 && r < height ? r * width + c : -1;
}
