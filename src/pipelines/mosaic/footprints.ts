import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { MosaicInput } from './mosaic-task.js';

/** Pixels added around a footprint: its outline is sampled, and kernels reach a little past it. */
const SLACK = 4;

/** Output pixels that an input can touch: a box that is never too small. */
export function footprintOn(output: Grid, input: Grid): Window {
  return footprintWindow(output, input, SLACK);
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
