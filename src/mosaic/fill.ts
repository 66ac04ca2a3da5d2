import { type Margin, uniformMargin } from '../core/window.js';
import { type Box, flood, isSmallAndClosed } from '../terrain/flood.js';

/** Relative to the range of the heights around a hole: far below what float32 resolves of them. */
const TOLERANCE = 1e-7;

const VALID = 0;
const MISSING = 1;
const SEEN = 2;
/** Belongs to the hole being filled. */
const HOLE = 3;

/** Halo that makes {@link fillHoles} independent of the tiling: a hole of that size and its rim lie inside. */
export function fillHalo(holeFillPx: number): Margin {
  return uniformMargin(holeFillPx);
}

/**
 * Fills small holes. A hole is a set of missing pixels connected by edges or corners; it is filled when it extends
 * over at most `maxPx` rows and `maxPx` columns and does not touch the border of the plane, where its extent is
 * unknown. Filled heights are the membrane over the hole (discrete Laplace equation, every pixel the mean of its
 * four neighbours, the rim held fixed; solved by successive over-relaxation): smooth, equal to the rim where they
 * meet, never outside its range, exact on inclined planes. They depend on the hole and its rim only.
 * Returns the plane itself, changed in place.
 */
export function fillHoles(heights: Float32Array, width: number, height: number, maxPx: number): Float32Array {
  const state = new Uint8Array(heights.length);
  for (let i = 0; i < state.length; i++) state[i] = Number.isNaN(heights[i]) ? MISSING : VALID;
  const stack: number[] = [];
  for (let start = 0; start < state.length; start++) {
    if (state[start] !== MISSING) continue;
    const box = flood(state, { width, height }, start, HOLE, stack);
    const small = isSmallAndClosed(box, { width, height }, maxPx);
    if (small) fillHole(heights, state, width, box);
    relabel(state, width, box, small);
  }
  return heights;
}

function relabel(state: Uint8Array, width: number, box: Box, filled: boolean): void {
  for (let row = box.top; row <= box.bottom; row++) {
    const end = row * width + box.right;
    for (let i = row * width + box.left; i <= end; i++)
      if (state[i] === HOLE) state[i] = filled ? VALID : SEEN;
  }
}

/** Solves the membrane on the hole's box with a rim of one pixel, visiting pixels row by row. */
function fillHole(heights: Float32Array, state: Uint8Array, width: number, box: Box): void {
  const stride = box.right - box.left + 3;
  const rows = box.bottom - box.top + 3;
  const origin = (box.top - 1) * width + box.left - 1;
  const values = new Float64Array(stride * rows);
  const pixels: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < stride; col++) {
      const at = origin + row * width + col;
      values[row * stride + col] = heights[at];
      if (state[at] === HOLE) pixels.push(row * stride + col);
    }
  }
  const [low, high] = rimRange(values, pixels, stride);
  for (const p of pixels) values[p] = (low + high) / 2;
  relax(values, pixels, stride, Math.max(stride, rows) - 1, TOLERANCE * (high - low));
  for (const p of pixels) {
    const row = Math.floor(p / stride);
    heights[origin + row * width + (p - row * stride)] = Math.min(Math.max(values[p], low), high);
  }
}

/** Lowest and highest of the four-neighbours of a hole whose pixels are still NaN. */
function rimRange(
  values: Float64Array,
  pixels: readonly number[],
  stride: number,
): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const p of pixels) {
    for (const q of [p - 1, p + 1, p - stride, p + stride]) {
      if (values[q] < low) low = values[q];
      if (values[q] > high) high = values[q];
    }
  }
  return [low, high];
}

/** Young's over-relaxation for the square of that size; needs about as many sweeps as the square has rows. */
function relax(
  values: Float64Array,
  pixels: readonly number[],
  stride: number,
  size: number,
  tolerance: number,
): void {
  const omega = 2 / (1 + Math.sin(Math.PI / size));
  for (let sweep = 0; sweep < 40 * size; sweep++) {
    let change = 0;
    for (let k = 0; k < pixels.length; k++) {
      const p = pixels[k];
      const mean = (values[p - 1] + values[p + 1] + values[p - stride] + values[p + stride]) / 4;
      const step = omega * (mean - values[p]);
      values[p] += step;
      if (step > change) change = step;
      else if (-step > change) change = -step;
    }
    if (change <= tolerance) return;
  }
}
