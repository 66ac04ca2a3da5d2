import { invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, type Window } from '../../core/window.js';
import { footprintIn } from '../../resample/footprint.js';
import type { MosaicInput } from './mosaic-task.js';

/** Pixels added around a footprint: its outline is sampled, and kernels reach a little past it. */
const SLACK = 4;

/**
 * Output pixels that an input can touch: a box that is never too small. Where longitudes may wrap around, or a
 * part of the input has no place in the output's CRS, that is the whole output.
 */
export function footprintOn(output: Grid, input: Grid): Window {
  const whole = fullWindow(output);
  const footprint = footprintIn(input, output.crs);
  if (footprint === null) return { ...whole, width: 0, height: 0 };
  if (!footprint.complete) return whole;
  const { xmin, ymin, xmax, ymax } = footprint.bounds;
  const toPixel = invert(output.transform);
  const corners = [
    toMap(toPixel, xmin, ymin),
    toMap(toPixel, xmin, ymax),
    toMap(toPixel, xmax, ymin),
    toMap(toPixel, xmax, ymax),
  ];
  const cols = corners.map(([col]) => col);
  const rows = corners.map(([, row]) => row);
  const box = {
    col: Math.floor(Math.min(...cols)) - SLACK,
    row: Math.floor(Math.min(...rows)) - SLACK,
    width: Math.ceil(Math.max(...cols)) - Math.floor(Math.min(...cols)) + 2 * SLACK,
    height: Math.ceil(Math.max(...rows)) - Math.floor(Math.min(...rows)) + 2 * SLACK,
  };
  const isInside = box.col >= -SLACK && box.col + box.width <= output.width + SLACK;
  return output.crs.kind === 'geographic' && !isInside ? { ...box, col: 0, width: output.width } : box;
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
