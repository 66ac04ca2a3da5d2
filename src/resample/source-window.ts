import type { Window } from '../core/window.js';
import { type ResampleMethod, supportRadius } from '../kernels/resample/index.js';
import type { Positions, Warp } from './warp.js';

/**
 * The source pixels that a window of target pixels needs, support included, clipped to the source; null when it needs
 * none.
 */
export function sourceWindow(warp: Warp, window: Window, method: ResampleMethod): Window | null {
  return positionsWindow(warp, warp.positions(window), method);
}

/** {@link sourceWindow} for positions that are already known. */
export function positionsWindow(warp: Warp, positions: Positions, method: ResampleMethod): Window | null {
  const { width, height } = warp.source;
  const range = positions.kind === 'separable' ? separableRange : scatteredRange;
  const [left, top, right, bottom] = range(positions, width, height);
  if (!(left <= right && top <= bottom)) return null;
  const radiusX = supportRadius(method, warp.scaleX);
  const radiusY = supportRadius(method, warp.scaleY);
  const col = Math.max(0, Math.floor(left - radiusX));
  const row = Math.max(0, Math.floor(top - radiusY));
  return {
    col,
    row,
    width: Math.min(width, Math.floor(right + radiusX) + 1) - col,
    height: Math.min(height, Math.floor(bottom + radiusY) + 1) - row,
  };
}

/** Smallest and largest position inside the source; infinities the wrong way round when there is none. */
type Range = [left: number, top: number, right: number, bottom: number];

function separableRange({ x, y }: Positions, width: number, height: number): Range {
  const [left, right] = axisRange(x, width);
  const [top, bottom] = axisRange(y, height);
  return [left, top, right, bottom];
}

function axisRange(positions: Float64Array, size: number): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const p of positions) {
    if (!(p >= 0 && p < size)) continue;
    if (p < low) low = p;
    if (p > high) high = p;
  }
  return [low, high];
}

function scatteredRange({ x, y }: Positions, width: number, height: number): Range {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    const px = x[i];
    const py = y[i];
    if (!(px >= 0 && px < width && py >= 0 && py < height)) continue;
    if (px < left) left = px;
    if (px > right) right = px;
    if (py < top) top = py;
    if (py > bottom) bottom = py;
  }
  return [left, top, right, bottom];
}
