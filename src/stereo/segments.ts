import { MATCH_CLASS } from './consistency.js';

/** Greatest step between neighbours (4 of them) of one segment, columns. */
const STEP = 1;

/**
 * Removal of peaks (Hirschmüller 2008, section 2.5.1): patches of fewer than `smallest` pixels whose disparities are more than one
 * column apart from all around are set to NaN and to class `peak`.
 */
export function removeSmallSegments(
  disparity: Float32Array,
  classes: Uint8Array,
  width: number,
  smallest: number,
): void {
  if (smallest <= 1) return;
  const length = disparity.length;
  const seen = new Uint8Array(length);
  const members = new Int32Array(length);
  for (let seed = 0; seed < length; seed++) {
    if (seen[seed] === 1 || Number.isNaN(disparity[seed])) continue;
    seen[seed] = 1;
    members[0] = seed;
    let count = 1;
    for (let k = 0; k < count; k++) {
      const p = members[k];
      const x = p % width;
      const d = disparity[p];
      for (let side = 0; side < 4; side++) {
        const q = side === 0 ? p - width : side === 1 ? p + width : side === 2 ? p - 1 : p + 1;
        const inside = side < 2 ? q >= 0 && q < length : side === 2 ? x > 0 : x + 1 < width;
        if (!inside || seen[q] === 1 || !(Math.abs(disparity[q] - d) <= STEP)) continue;
        seen[q] = 1;
        members[count++] = q;
      }
    }
    if (count >= smallest) continue;
    for (let k = 0; k < count; k++) {
      disparity[members[k]] = Number.NaN;
      classes[members[k]] = MATCH_CLASS.peak;
    }
  }
}
