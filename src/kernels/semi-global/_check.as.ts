// Left-right check of a row: `right` holds the winners of the right view, 16 bits each.

const NO_MATCH: i32 = -0x8000;
const MATCHED: u8 = 1;
const OCCLUDED: u8 = 2;
const MISMATCHED: u8 = 3;

/** Difference between the disparity that the right pixel at x + d has and d. */
@inline
function apart(right: usize, x: i32, d: i32): i32 {
  const there = <i32>load<i16>(right + (<usize>(x + d) << 1));
  return there == NO_MATCH ? 255 : min(255, abs(there - d));
}

/** `valid`: of the right row, or 0. */
@inline
function distance(right: usize, valid: usize, width: i32, x: i32, own: f32): i32 {
  const nearest = <i32>Math.ceil(<f64>own - 0.5);
  const partner = x + nearest;
  if (<u32>partner >= <u32>width || (valid && !load<u8>(valid + <usize>partner))) return 255;
  const here = apart(right, x, nearest);
  if (here == 0 || own == <f32>nearest) return here;
  const d = own < <f32>nearest ? nearest - 1 : nearest + 1;
  return <u32>(x + d) < <u32>width ? min(here, apart(right, x, d)) : here;
}

/** Whether a disparity of the range of the pixel at x agrees with the right view; eight at a time. */
function crosses(right: usize, width: i32, x: i32, low: i32, count: i32, tolerance: i32): bool {
  const end = min(low + count, width - x);
  const most = i16x8.splat(<i16>tolerance);
  let d = max(low, -x);
  let index = i16x8.add(i16x8.splat(<i16>d), i16x8(0, 1, 2, 3, 4, 5, 6, 7));
  for (; d + 8 <= end; d += 8) {
    const there = v128.load(right + (<usize>(x + d) << 1));
    // No match is further than any tolerance from all disparities, as a number without sign.
    if (v128.any_true(i16x8.le_u(i16x8.abs(i16x8.sub(there, index)), most))) return true;
    index = i16x8.add(index, i16x8.splat(8));
  }
  for (; d < end; d++) {
    if (apart(right, x, d) <= tolerance) return true;
  }
  return false;
}

/**
 * Writes the class and the difference of four pixels if all of them agree with the right view within the tolerance. False, and nothing
 * written, where one does not, or lies near an edge.
 */
@inline
function agreeFour(
  width: i32, right: usize, x: i32, tolerance: i32, disparity: usize, classes: usize, difference: usize,
): bool {
  const own = v128.load(disparity);
  const floor = f32x4.floor(own);
  const d = i32x4.trunc_sat_f32x4_s(floor);
  const column = i32x4.add(d, i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3)));
  const near = v128.and(i32x4.lt_u(column, i32x4.splat(width - 1)), f32x4.eq(own, own));
  if (!i32x4.all_true(near)) return false;
  // The right disparities at the columns below and above, 16 bits each.
  let pairs = v128.load32_zero(right + (<usize>i32x4.extract_lane(column, 0) << 1));
  pairs = v128.load32_lane(right + (<usize>i32x4.extract_lane(column, 1) << 1), pairs, 1);
  pairs = v128.load32_lane(right + (<usize>i32x4.extract_lane(column, 2) << 1), pairs, 2);
  pairs = v128.load32_lane(right + (<usize>i32x4.extract_lane(column, 3) << 1), pairs, 3);
  const below = i32x4.abs(i32x4.sub(i32x4.shr_s(i32x4.shl(pairs, 16), 16), d));
  const above = i32x4.abs(i32x4.sub(i32x4.shr_s(pairs, 16), i32x4.add(d, i32x4.splat(1))));
  const far = i32x4.min_u(below, v128.or(above, f32x4.eq(own, floor)));
  if (v128.any_true(i32x4.gt_u(far, i32x4.splat(tolerance)))) return false;
  const words = i16x8.narrow_i32x4_u(far, far);
  v128.store32_lane(difference, i8x16.narrow_i16x8_u(words, words), 0);
  store<u32>(classes, <u32>MATCHED * 0x01010101);
  return true;
}

/** `ranges`: first disparity and number of disparities, 4 bytes each, of the pixel at 0; those of the next pixel are `each` bytes on. */
export function checkRow(
  width: i32, right: usize, valid: usize, ranges: usize, each: usize, tolerance: i32,
  disparity: usize, classes: usize, difference: usize,
): void {
  let x = 0;
  while (x < width) {
    const at = <usize>x;
    if (!valid && x + 4 <= width
      && agreeFour(width, right, x, tolerance, disparity + (at << 2), classes + at, difference + at)) {
      x += 4;
      continue;
    }
    for (const end = min(x + 4, width); x < end; x++) {
      checkPixel(width, right, valid, ranges + <usize>x * each, tolerance, x, disparity, classes, difference);
    }
  }
}

@inline
function checkPixel(
  width: i32, right: usize, valid: usize, range: usize, tolerance: i32, x: i32,
  disparity: usize, classes: usize, difference: usize,
): void {
  const at = disparity + (<usize>x << 2);
  const own = load<f32>(at);
  let kind: u8 = 0;
  let far = 255;
  if (own == own) {
    far = distance(right, valid, width, x, own);
    kind = MATCHED;
    if (far > tolerance) {
      kind = crosses(right, width, x, load<i32>(range), load<i32>(range, 4), tolerance) ? MISMATCHED : OCCLUDED;
      store<f32>(at, f32.NaN);
    }
  }
  store<u8>(classes + <usize>x, kind);
  store<u8>(difference + <usize>x, <u8>far);
}
