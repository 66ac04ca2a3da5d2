import type { Grid } from '../../core/georef.js';
import { expand, fullWindow, intersect, type Margin, type Window } from '../../core/window.js';
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

/** Side of the cells in which coverage is counted: no larger than the smallest tile that is usual. */
const CELL = 512;

/**
 * How many inputs cover a pixel where most do, on average over a cell of {@link CELL} pixels: what a tile has to hold at a time. At
 * least 1.
 */
export function deepestCoverage(inputs: readonly MosaicInput[]): number {
  const covered = new Map<string, number>();
  let deepest = CELL * CELL;
  for (const { footprint } of inputs) {
    const last = (start: number, size: number): number => Math.floor((start + size - 1) / CELL);
    for (let row = Math.floor(footprint.row / CELL); row <= last(footprint.row, footprint.height); row++) {
      for (let col = Math.floor(footprint.col / CELL); col <= last(footprint.col, footprint.width); col++) {
        const cell = { col: col * CELL, row: row * CELL, width: CELL, height: CELL };
        const common = intersect(footprint, cell);
        if (common === null) continue;
        const key = `${row} ${col}`;
        const sum = (covered.get(key) ?? 0) + common.width * common.height;
        covered.set(key, sum);
        deepest = Math.max(deepest, sum);
      }
    }
  }
  return deepest / (CELL * CELL);
}
