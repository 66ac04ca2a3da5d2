import type { Window } from '../core/window.js';

/** A window of rows of `stride` samples, as a fresh array. */
export function cropped<T extends Float32Array | Uint8Array>(samples: T, stride: number, window: Window): T {
  const { col, row, width, height } = window;
  const out = samples.slice(0, width * height) as T;
  for (let r = 0; r < height; r++) {
    const start = (row + r) * stride + col;
    out.set(samples.subarray(start, start + width), r * width);
  }
  return out;
}
