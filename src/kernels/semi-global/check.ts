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

/** In the right view: no left pixel ends here. */
export const NO_MATCH = -(2 ** 31);

interface Views {
  readonly width: number;
  readonly height: number;
  readonly disparity: Float32Array;
  /** Winner per right pixel (the disparity of the left pixel that ends here), or {@link NO_MATCH}. */
  readonly right: Int32Array;
  /** 0 where the right image has no sample; empty when it has samples everywhere. */
  readonly rightValid: Uint8Array;
  /** Ranges per pixel of the left image. */
  readonly low: Int32Array;
  readonly count: Int32Array;
}

/** What the left-right check says about every pixel. */
interface Consistency {
  readonly classes: Uint8Array;
  readonly difference: Uint8Array;
}

/**
 * Left-right check (Hirschmüller 2008, section 2.3): the disparities of a pixel and of its partner differ by at most `tolerance`. The
 * classes of the others follow section 2.6 there. Sets the disparities of all that do not match to NaN.
 */
export function checkConsistency(
  views: Views,
  { disparity, classes, difference }: Consistency & { readonly disparity: Float32Array },
  tolerance: number,
): void {
  const { width, height } = views;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      classes[p] = MATCH_CLASS.none;
      difference[p] = 255;
      if (Number.isNaN(disparity[p])) continue;
      difference[p] = distance(views, x, p);
      if (difference[p] <= tolerance) {
        classes[p] = MATCH_CLASS.matched;
        continue;
      }
      classes[p] = crossesRightView(views, x, p, tolerance) ? MATCH_CLASS.mismatched : MATCH_CLASS.occluded;
      disparity[p] = Number.NaN;
    }
  }
}

/** Between a disparity and that of its partner in the right view: between two columns either may be it, the nearer one being there. */
function distance({ width, disparity, right, rightValid }: Views, x: number, p: number): number {
  const own = disparity[p];
  const nearest = Math.ceil(own - 0.5);
  const inside = (d: number): boolean => x + d >= 0 && x + d < width;
  if (!inside(nearest) || (rightValid.length > 0 && rightValid[p + nearest] === 0)) return 255;
  const here = apartAt(right, p, nearest);
  const d = own < nearest ? nearest - 1 : nearest + 1;
  return own === nearest || !inside(d) ? here : Math.min(here, apartAt(right, p, d));
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
  for (let d = Math.max(low[p], -x); d < Math.min(low[p] + count[p], width - x); d++) {
    if (right[p + d] !== NO_MATCH && Math.abs(right[p + d] - d) <= tolerance) return true;
  }
  return false;
}
