import { LAYOVER, SHADOW } from '../visibility/profile-visibility.js';

/** Shares of cells in percent; NaN where there are none. */
export interface Completeness {
  /** Of all cells. */
  readonly all: number;
  /** Of those that both images see without layover or shadow. */
  readonly visible: number;
  /** How many of all cells these are. */
  readonly seen: number;
}

/** Matched cells among those inside; `visibility` has the bits of `profile-visibility.ts`, of both images together. */
export function completeness(matched: Uint8Array, inside: Uint8Array, visibility: Uint8Array): Completeness {
  let [all, found, visible, visibleFound] = [0, 0, 0, 0];
  for (let i = 0; i < matched.length; i++) {
    if (inside[i] === 0) continue;
    const isMatched = matched[i] === 0 ? 0 : 1;
    all++;
    found += isMatched;
    if ((visibility[i] & (LAYOVER | SHADOW)) !== 0) continue;
    visible++;
    visibleFound += isMatched;
  }
  return {
    all: (100 * found) / all,
    visible: (100 * visibleFound) / visible,
    seen: (100 * visible) / all,
  };
}
