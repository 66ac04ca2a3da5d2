/** Bits of a visibility mask. */
export const LAYOVER = 1;
export const SHADOW = 2;
/** No height, or outside the radar's view. */
export const UNKNOWN = 4;

/**
 * Marks the points of one profile across the track that are in layover (another point has the same slant range) or in shadow (a
 * nearer point is seen under a larger look angle). `ranges` (m) and `looks` (angle at the sensor from the direction down, any unit) are
 * ordered from near to far on the ground, NaN where unknown; `out` gets bits. Two passes each way, so that the near, passive side of
 * layover is marked, too.
 *
 * Source: Kropatsch, Strobl (1990), IEEE TGRS 28(1), doi:10.1109/36.45752.
 */
export function markProfile(ranges: Float64Array, looks: Float64Array, out: Uint8Array): void {
  let farthest = Number.NEGATIVE_INFINITY;
  let steepest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < ranges.length; i++) {
    out[i] = Number.isNaN(ranges[i]) ? UNKNOWN : 0;
    if (ranges[i] <= farthest) out[i] |= LAYOVER;
    if (looks[i] <= steepest) out[i] |= SHADOW;
    if (ranges[i] > farthest) farthest = ranges[i];
    if (looks[i] > steepest) steepest = looks[i];
  }
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = ranges.length - 1; i >= 0; i--) {
    if (ranges[i] >= nearest) out[i] |= LAYOVER;
    if (ranges[i] < nearest) nearest = ranges[i];
  }
}
