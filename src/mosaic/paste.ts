import type { Combined } from './contributor.js';
import { forEachRun, type Layer } from './layer.js';

/** Lets every layer overwrite the ones before it. */
export function paste(
  layers: readonly Layer[],
  width: number,
  height: number,
  heights: Float32Array,
  source: Uint16Array,
): void {
  for (const { heights: own, box, order } of layers) {
    const id = order + 1;
    forEachRun(box, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) {
        const v = own[from + k];
        if (!Number.isNaN(v)) {
          heights[at + k] = v;
          source[at + k] = id;
        }
      }
    });
  }
}

/**
 * Standard error and share of the chosen layer where every height is that of one `source`: the source's error, and 1 for the
 * chosen one, 0 for others.
 */
export function pasteSole(
  layers: readonly Layer[],
  width: number,
  height: number,
  { source, uncertainty, weight }: Combined,
  weightOf: number | null,
): void {
  if (weight !== null) {
    for (let i = 0; i < weight.length; i++) {
      if (source[i] !== 0) weight[i] = source[i] === weightOf! + 1 ? 1 : 0;
    }
  }
  if (uncertainty === null) return;
  for (const { sigma, box, order } of layers) {
    const id = order + 1;
    forEachRun(box, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) if (source[at + k] === id) uncertainty[at + k] = sigma![from + k];
    });
  }
}
