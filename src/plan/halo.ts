import { type Margin, sumMargins } from '../core/window.js';

/** A step of a pipeline and the pixels around its output that it has to see. */
export interface Stage {
  readonly name: string;
  readonly halo: Margin;
}

/** What the first stage needs around a tile so that the last one can fill it: the sum of all halos. */
export function totalHalo(stages: readonly Stage[]): Margin {
  return sumMargins(stages.map((stage) => stage.halo));
}
