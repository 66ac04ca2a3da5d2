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

/** `ranges`: first disparity and number of disparities, 4 bytes each, of the pixel at 0; those of the next pixel are `each` bytes on. */
export function checkRow(
  width: i32, right: usize, valid: usize, ranges: usize, each: usize, tolerance: i32,
  disparity: usize, classes: usize, difference: usize,
): void {
  for (let x = 0; x < width; x++) {
    const at = disparity + (<usize>x << 2);
    const own = load<f32>(at);
    let kind: u8 = 0;
    let far = 255;
    if (own == own) {
      far = distance(right, valid, width, x, own);
      kind = MATCHED;
      if (far > tolerance) {
        const range = ranges + <usize>x * each;
        kind = crosses(right, width, x, load<i32>(range), load<i32>(range, 4), tolerance) ? MISMATCHED : OCCLUDED;
        store<f32>(at, f32.NaN);
      }
    }
    store<u8>(classes + <usize>x, kind);
    store<u8>(difference + <usize>x, <u8>far);
  }
}
