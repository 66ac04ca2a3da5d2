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
      const nearest = Math.ceil(own - 0.5);
      const partner = x + nearest;
      const inside =
        partner >= 0 && partner < width && (rightValid === null || rightValid[p + nearest] !== 0);
      if (inside && right[p + nearest] === nearest) {
        difference[p] = 0;
        classes[p] = MATCH_CLASS.matched;
        continue;
      }
      const apart = inside ? distance(right, width, x, p, own, nearest) : 255;
      difference[p] = apart;
      if (apart <= tolerance) {
        classes[p] = MATCH_CLASS.matched;
        continue;
      }
      classes[p] = crossesRightView(views, x, p, tolerance) ? MATCH_CLASS.mismatched : MATCH_CLASS.occluded;
      disparity[p] = Number.NaN;
    }
  }
  return { classes, difference };
}

/** Between a disparity and that of its partner in the right view: between two columns either may be it, the nearer one being there. */
function distance(
  right: Int32Array,
  width: number,
  x: number,
  p: number,
  own: number,
  nearest: number,
): number {
  const here = apartAt(right, p, nearest);
  const d = own < nearest ? nearest - 1 : nearest + 1;
  return own === nearest || x + d < 0 || x + d >= width ? here : Math.min(here, apartAt(right, p, d));
}

function apartAt(right: Int32Array, p: number, d: number): number {
  return right[p + d] === NO_MATCH ? 255 : Math.min(255, Math.abs(right[p + d] - d));
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
