import { NO_MATCH } from '../kernels/semi-global/index.js';

/** Why a pixel has a disparity or none. */
export const MATCH_CLASS = {
  /** Outside of the image or of the search. */
  none: 0,
  matched: 1,
  /** No disparity of its range meets the right view: hidden there. */
  occluded: 2,
  /** Another disparity of its range would agree with the right view. */
  mismatched: 3,
  /** Matched, but part of a small patch apart from its surroundings. */
  peak: 4,
} as const;

export interface Views {
  readonly width: number;
  readonly height: number;
  readonly disparity: Float32Array;
  readonly right: Int32Array;
  readonly rightValid: Uint8Array | null;
  readonly low: Int32Array;
  readonly count: Int32Array;
}

/** What the left-right check says about every pixel. */
export interface Consistency {
  /** {@link MATCH_CLASS}. */
  readonly classes: Uint8Array;
  /** Difference between the left and the right disparity in columns, up to 255; 255 without a partner. */
  readonly difference: Uint8Array;
}

/**
 * Left-right check (Hirschmüller 2008, section 2.3): the disparities of a pixel and of its partner differ by at most `tolerance`. The
 * classes of the others follow section 2.6 there. Sets the disparities of all that do not match to NaN.
 */
export function checkConsistency(views: Views, tolerance: number): Consistency {
  const { width, height, disparity, right, rightValid } = views;
  const classes = new Uint8Array(width * height);
  const difference = new Uint8Array(width * height).fill(255);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const own = disparity[p];
      if (Number.isNaN(own)) continue;
      const d = Math.ceil(own - 0.5);
      const inside = x + d >= 0 && x + d < width && (rightValid === null || rightValid[p + d] !== 0);
      const other = inside ? right[p + d] : NO_MATCH;
      if (other !== NO_MATCH) {
        difference[p] = Math.min(255, Math.abs(other - d));
        if (difference[p] <= tolerance) {
          classes[p] = MATCH_CLASS.matched;
          continue;
        }
      }
      classes[p] = crossesRightView(views, x, p, tolerance) ? MATCH_CLASS.mismatched : MATCH_CLASS.occluded;
      disparity[p] = Number.NaN;
    }
  }
  return { classes, difference };
}

function crossesRightView(
  { width, right, low, count }: Views,
  x: number,
  p: number,
  tolerance: number,
): boolean {
  const i = low.length === 1 ? 0 : p;
  for (let d = Math.max(low[i], -x); d < Math.min(low[i] + count[i], width - x); d++) {
    if (right[p + d] !== NO_MATCH && Math.abs(right[p + d] - d) <= tolerance) return true;
  }
  return false;
}
