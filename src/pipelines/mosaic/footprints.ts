import type { Grid } from '../../core/georef.js';
import { expand, fullWindow, type Margin, type Window } from '../../core/window.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { MosaicInput } from './mosaic-task.js';
import { isRound } from './round-grid.js';

/** Pixels added around a footprint: its outline is sampled, and kernels reach a little past it. */
const SLACK = 4;

/**
 * Pixels of the mosaic, and of the halo around it, that an input can touch: a box that is never too small, and that has a
 * rim without samples except where it ends with the halo.
 */
export function footprintOn(output: Grid, input: Grid, halo: Margin): Window {
  const whole = fullWindow(output);
  const found = footprintWindow(output, input, SLACK);
  const around = expand(whole, halo);
  // An input that it takes for everywhere does not end at the mosaic's edge, nor does one that goes round the body.
  if (found.width === whole.width && found.height === whole.height) return around;
  if (isRound(input) && output.crs.kind === 'geographic')
    return { ...found, col: around.col, width: around.width };
  return found;
}

/** Most inputs whose footprints meet in one cell of a coarse lattice: what a tile has to hold at a time. */
export function deepestOverlap(inputs: readonly MosaicInput[]): number {
  const cell = 1024;
  const counts = new Map<number, number>();
  let deepest = 1;
  for (const { footprint } of inputs) {
    const first = Math.floor(footprint.col / cell);
    const last = Math.floor((footprint.col + footprint.width) / cell);
    for (let row = Math.floor(footprint.row / cell); row * cell < footprint.row + footprint.height; row++) {
      for (let col = first; col <= last; col++) {
        const key = row * 1e6 + col;
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        deepest = Math.max(deepest, count);
      }
    }
  }
  return deepest;
}
