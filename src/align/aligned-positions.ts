import type { Grid } from '../core/georef.js';
import type { Compute } from '../core/kernel.js';
import type { Raster } from '../core/raster.js';
import type { Window } from '../core/window.js';
import type { ResampleMethod } from '../kernels/resample/index.js';
import { createWarp } from '../resample/create-warp.js';
import { latticePositions } from '../resample/lattice.js';
import { snapPosition } from '../resample/pixel-position.js';
import { resampleWindow, type WindowSource } from '../resample/resample-window.js';
import type { Positions, Warp } from '../resample/warp.js';
import type { Alignment } from './alignment.js';
import { createBackward, HIGH, LOW } from './backward.js';

/** A DEM that lies where it did before the alignment. */
export interface UnalignedDem {
  readonly source: WindowSource;
  readonly grid: Grid;
}

/** Places of a window's pixels in the unaligned DEM, by what height they have there. */
export interface HeightParts {
  /** Height at {@link LOW} and {@link HIGH} of the target, before the motion. */
  readonly fromLow: Float64Array;
  readonly fromHigh: Float64Array;
  /** Value of the height polynomial. */
  readonly added: Float64Array;
  /** From {@link LOW} (0) to {@link HIGH} (1): what the DEM shows. */
  readonly parts: Float64Array;
}

const all = (): boolean => true;

/**
 * Where an output pixel comes from depends on its height, which is not yet known: a first look (bilinear, `nearHeight` assumed)
 * gives the height that fixes the position, which is then off by the square of the tilt times the height difference.
 */
export function createHeightParts(
  { source, grid }: UnalignedDem,
  target: Grid,
  alignment: Alignment,
  nearHeight: number,
  compute: Compute,
): (window: Window, signal: AbortSignal) => Promise<HeightParts> {
  const back = createBackward(grid, target, alignment);
  const sample = createScatteredSampler(source, createWarp(grid, target), compute);
  const near = (nearHeight - LOW) / (HIGH - LOW);
  return async (window, signal) => {
    // As a projection, so that heights and the polynomial are interpolated in the same lattice.
    const { x: fromLow, y: fromHigh } = latticePositions(back.heights, window, all);
    const { x: added } = latticePositions(back.polynomial, window, all);
    const parts = new Float64Array(fromLow.length).fill(near);
    const guess = positionsBetween(back.positions, window, parts);
    const { data } = await sample(guess, window, 'bilinear', signal);
    data.forEach((h, i) => {
      if (!Number.isNaN(h)) parts[i] = partOf(h, fromLow[i]!, fromHigh[i]!);
    });
    return { fromLow, fromHigh, added, parts };
  };
}

/** Where a height before the motion lies between {@link LOW} and {@link HIGH} after it. */
export function partOf(h: number, fromLow: number, fromHigh: number): number {
  return (h - fromLow) / (fromHigh - fromLow);
}

/** Source positions of a window's pixels that lie at the given parts of the heights. */
export function positionsBetween(
  positions: ReturnType<typeof createBackward>['positions'],
  window: Window,
  parts: Float64Array,
): Positions {
  const low = latticePositions(positions(LOW), window, all);
  const high = latticePositions(positions(HIGH), window, all);
  const between = (a: Float64Array, b: Float64Array): Float64Array =>
    a.map((v, i) => snapPosition(v + parts[i]! * (b[i]! - v)));
  return { kind: 'scattered', x: between(low.x, high.x), y: between(low.y, high.y) };
}

/** Samples a source at positions that are given for a window. */
export function createScatteredSampler(
  source: WindowSource,
  base: Warp,
  compute: Compute,
): (positions: Positions, window: Window, method: ResampleMethod, signal: AbortSignal) => Promise<Raster> {
  return (positions, window, method, signal) => {
    const warp: Warp = { ...base, shift: null, positions: (part) => cut(positions, window, part) };
    return resampleWindow(source, warp, window, method, compute, signal);
  };
}

/** A copy of the part of a window's positions: the sampler changes them. */
function cut({ x, y }: Positions, window: Window, part: Window): Positions {
  const out = {
    kind: 'scattered' as const,
    x: new Float64Array(part.width * part.height),
    y: new Float64Array(part.width * part.height),
  };
  for (let row = 0; row < part.height; row++) {
    const start = (part.row - window.row + row) * window.width + part.col - window.col;
    out.x.set(x.subarray(start, start + part.width), row * part.width);
    out.y.set(y.subarray(start, start + part.width), row * part.width);
  }
  return out;
}
