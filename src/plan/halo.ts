import { expand, type Margin, NO_MARGIN, sumMargins, type Window } from '../core/window.js';

/** A step of a pipeline and the pixels around its output that it has to see. */
export interface Stage {
  readonly name: string;
  readonly halo: Margin;
}

/** What the first stage needs around a tile so that the last one can fill it: the sum of all halos. */
export function totalHalo(stages: readonly Stage[]): Margin {
  return sumMargins(stages.map((stage) => stage.halo));
}

/**
 * Window that each stage has to produce, first stage first, for the last one to fill `tile`; windows may reach
 * outside the raster. What the first stage reads is {@link expand}`(tile, totalHalo(stages))`.
 */
export function stageWindows(tile: Window, stages: readonly Stage[]): Window[] {
  return stages.map((_, i) =>
    expand(tile, i + 1 < stages.length ? totalHalo(stages.slice(i + 1)) : NO_MARGIN),
  );
}
