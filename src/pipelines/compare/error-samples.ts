import type { Grid } from '../../core/georef.js';
import type { Rng } from '../../core/rng.js';
import type { Window } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import type { GridSamples } from '../../math/variogram/lag-pairs.js';
import { cellSizeAt } from '../../terrain/cell-size.js';
import { errorAt } from '../../terrain/error-model.js';
import { type Relief, reliefAt } from '../../terrain/relief-at.js';
import type { Spread, TerrainSamples } from './spread.js';

/** Height errors of a window of the compared grid with the ground they lie on; NaN is missing. */
export interface ErrorWindow {
  readonly grid: Grid;
  readonly window: Window;
  readonly dh: Float32Array;
  /** Null where all ground is. */
  readonly isStable: Uint8Array | null;
  /** Heights of the reference with one pixel more on every side. */
  readonly terrain: Float32Array;
}

/** Standardised errors with their places in metres. */
export interface ErrorPoints {
  readonly x: number[];
  readonly y: number[];
  readonly value: number[];
}

/** Draws places of a window that have an error. */
export function addTerrain(samples: TerrainSamples, errors: ErrorWindow, draws: number, rng: Rng): void {
  const { dh, isStable } = errors;
  for (let n = 0; n < draws; n++) {
    const i = rng.int(dh.length);
    if (Number.isNaN(dh[i])) continue;
    const { slope, curvature } = reliefOf(errors, i);
    samples.dh.push(isStable === null || isStable[i] === 1 ? dh[i] : Number.NaN);
    samples.slope.push(slope);
    samples.curvature.push(curvature);
  }
}

/** The errors of a window by their spread: z = (dh - median) / sigma(slope, curvature), NaN where the ground is not stable. */
export function standardised(errors: ErrorWindow, { median, model }: Spread): GridSamples {
  const { window, dh, isStable } = errors;
  // Only what is drawn is worked out, and once.
  const z = new Float32Array(dh.length).fill(Number.POSITIVE_INFINITY);
  const standardise = (i: number): number => {
    if (Number.isNaN(dh[i]) || (isStable !== null && isStable[i] === 0)) return Number.NaN;
    const { slope, curvature } = reliefOf(errors, i);
    return (dh[i] - median) / errorAt(model, slope, curvature);
  };
  return {
    width: window.width,
    height: window.height,
    at(index) {
      if (z[index] === Number.POSITIVE_INFINITY) z[index] = standardise(index);
      return z[index];
    },
  };
}

/** Draws standardised errors of a window with their places. */
export function addPoints(
  { x, y, value }: ErrorPoints,
  { grid, window }: ErrorWindow,
  { at }: GridSamples,
  draws: number,
  rng: Rng,
): void {
  const spacing = groundPixelSize(grid);
  for (let n = 0; n < draws; n++) {
    const i = rng.int(window.width * window.height);
    const z = at(i);
    if (Number.isNaN(z)) continue;
    x.push((window.col + (i % window.width)) * spacing.x);
    y.push((window.row + Math.floor(i / window.width)) * spacing.y);
    value.push(z);
  }
}

function reliefOf({ grid, window, terrain }: ErrorWindow, index: number): Relief {
  const stride = window.width + 2;
  const row = Math.floor(index / window.width);
  const at = (row + 1) * stride + (index % window.width) + 1;
  return reliefAt(terrain, stride, at, cellSizeAt(grid, window.row + row));
}
