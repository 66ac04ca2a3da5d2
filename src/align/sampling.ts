import type { Rng } from '../core/rng.js';

/** Indices of two disjoint random parts, each ascending. */
export interface SampleSplit {
  readonly fit: Int32Array;
  /** Never used in the fit. */
  readonly heldOut: Int32Array;
}

/**
 * Draws at most `most` of `count` candidates without replacement and keeps `heldOutShare` of them apart. The same seed draws the
 * same ones.
 */
export function drawSamples(count: number, most: number, heldOutShare: number, rng: Rng): SampleSplit {
  const drawn = Math.min(count, most);
  const heldOut = Math.round(drawn * heldOutShare);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  // Fisher-Yates, as far as needed.
  const shuffled = drawn === count ? heldOut : drawn;
  for (let i = 0; i < shuffled; i++) {
    const k = i + rng.int(count - i);
    const swapped = order[i]!;
    order[i] = order[k]!;
    order[k] = swapped;
  }
  return { heldOut: order.slice(0, heldOut).sort(), fit: order.slice(heldOut, drawn).sort() };
}
