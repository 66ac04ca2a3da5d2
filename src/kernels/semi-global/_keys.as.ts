// From the path sums of one pixel at a time (right to left) to the winners of both views, where a sum and a place fit 16 bits.
//
// A key is the sum, then its place in a block of 32 or 64 disparities, less 32768: the least signed key is the least sum, and of equal
// ones the least disparity. The right view needs the least key over all (x, d) with the same x + d. Keys of a pixel lie beside each other
// in d, so they meet a row of minima as vectors; eight such rows, one per alignment, keep every store aligned with the loads that follow.

const NO_MATCH: i32 = -0x8000;
const NONE: i32 = 0x7fff;
const LEAST: i32 = -0x8000;

let low: i32 = 0;
let count: i32 = 0;
let size: usize = 0;
/** Bits of a place, and disparities of a block. */
let bits: i32 = 0;
let block: usize = 0;
let pathBits: i32 = 0;
/** Least of 0 and all columns that a disparity leads to; 16-bit lanes of a row of minima. */
let first: i32 = 0;
let length: usize = 0;
let minima: usize = 0;
let minimaEnd: usize = 0;
let keys: usize = 0;
/** Three lanes NONE amid lanes LEAST. */
let around: usize = 0;

/** `most`: the greatest sum, below 2047. `lanes`: disparities rounded up to 32. Returns the end of the memory used. */
export function prepareKeys(
  at: usize, width: i32, least: i32, disparities: i32, lanes: usize, paths: i32, most: i32,
): usize {
  low = least;
  count = disparities;
  size = lanes;
  pathBits = ctz(paths);
  bits = most < 1023 ? 6 : 5;
  block = 1 << bits;
  first = min(low, 0);
  length = (<usize>(width + max(low + <i32>lanes, 0) - first) + 24) & ~7;
  minima = at;
  minimaEnd = at + 16 * length * ((lanes + block - 1) >> bits);
  keys = minimaEnd;
  const table = keys + 2 * lanes;
  fill(minima, minimaEnd, NONE);
  fill(table, table + 4 * lanes + 32, LEAST);
  around = table + 2 * lanes;
  for (let k = 0; k < 3; k++) store<i16>(around + (k << 1) - 2, <i16>NONE);
  return table + 4 * lanes + 32;
}

function fill(from: usize, to: usize, value: i32): void {
  const v = i16x8.splat(<i16>value);
  for (let at = from; at < to; at += 16) v128.store(at, v);
}

@inline
function least16(v: v128): i32 {
  let m = i16x8.min_s(v, i64x2.shuffle(v, v, 1, 0));
  m = i16x8.min_s(m, i32x4.shuffle(m, m, 1, 0, 3, 2));
  return min(<i32>i16x8.extract_lane_s(m, 0), <i32>i16x8.extract_lane_s(m, 1));
}

/** Lanes of a pixel's keys from `count` on become NONE. */
@inline
function cut(v: v128, lanes: i32): v128 {
  const beyond = i16x8.gt_s(i16x8(1, 2, 3, 4, 5, 6, 7, 8), i16x8.splat(<i16>lanes));
  return v128.bitselect(i16x8.splat(<i16>NONE), v, beyond);
}

/** Winner of the left pixel at x from costs `c` and what the paths of the two passes added, `one` and `two`. */
export function pickKeys(
  c: usize, one: usize, two: usize, x: i32, disparity: usize, distinctness: usize, ambiguity: usize,
): void {
  const place = x + low - first;
  let row = minima + ((<usize>(place & 7) * length + <usize>place) << 1);
  let sum = i32.MAX_VALUE;
  let k = 0;
  const sixteen = i16x8.splat(16);
  let from: usize = 0;
  const costWeight = i16x8.splat(<i16>(<i32>1 << (pathBits + bits)));
  const weight = i16x8.splat(<i16>(<i32>1 << bits));
  do {
    const to = min(from + block, size);
    let m = i16x8.splat(<i16>NONE);
    let index = i16x8(-32768, -32767, -32766, -32765, -32764, -32763, -32762, -32761);
    let index8 = i16x8(-32760, -32759, -32758, -32757, -32756, -32755, -32754, -32753);
    let j = from;
    do {
      const cost = v128.load(c + j), a = v128.load(one + j), b = v128.load(two + j);
      let v = i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
      let w = i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
      v = i16x8.add(i16x8.mul(v, weight), i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(cost), costWeight), index));
      w = i16x8.add(i16x8.mul(w, weight), i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_u(cost), costWeight), index8));
      index = i16x8.add(index, sixteen);
      index8 = i16x8.add(index8, sixteen);
      if (j + 16 > <usize>count) {
        v = cut(v, count - <i32>j);
        w = cut(w, count - <i32>j - 8);
      }
      const at = keys + (j << 1), target = row + (j << 1);
      v128.store(at, v);
      v128.store(at, w, 16);
      m = i16x8.min_s(m, i16x8.min_s(v, w));
      v128.store(target, i16x8.min_s(v, v128.load(target)));
      v128.store(target, i16x8.min_s(w, v128.load(target, 16)), 16);
      j += 16;
    } while (j < to);
    const key = least16(m) - LEAST;
    if (key >> bits < sum) {
      sum = key >> bits;
      k = <i32>from + (key & <i32>(block - 1));
    }
    row += length << 4;
    from = to;
  } while (from < size);
  const at = keys + (<usize>k << 1);
  let vertex: f64 = 0;
  if (k > 0 && k + 1 < count) {
    const a = (<i32>load<i16>(at - 2) - LEAST) >> bits;
    const b = (<i32>load<i16>(at, 2) - LEAST) >> bits;
    const bend = a + b - 2 * sum;
    if (bend > 0) vertex = <f64>(a - b) / <f64>(2 * bend);
  }
  store<f32>(disparity, <f32>(<f64>(low + k) + vertex));
  compare(sum, k, distinctness, ambiguity);
}

/** Of the disparities that are not beside the winner: the least sum, and the number of those near the winner's. */
@inline
function compare(sum: i32, k: i32, distinctness: usize, ambiguity: usize): void {
  const limit = i16x8.splat(<i16>min(((sum + (sum >> 3) + 1) << bits) + LEAST, NONE));
  const end = keys + (size << 1);
  let mask = around - (<usize>k << 1);
  let m = i16x8.splat(<i16>NONE);
  let rivals = i64x2.splat(0);
  let from = keys;
  do {
    const v = i16x8.max_s(v128.load(from), v128.load(mask));
    const w = i16x8.max_s(v128.load(from, 16), v128.load(mask, 16));
    m = i16x8.min_s(m, i16x8.min_s(v, w));
    rivals = i16x8.sub(rivals, i16x8.add(i16x8.gt_s(limit, v), i16x8.gt_s(limit, w)));
    from += 32;
    mask += 32;
  } while (from < end);
  rivals = i32x4.extadd_pairwise_i16x8_u(rivals);
  rivals = i32x4.add(rivals, i64x2.shuffle(rivals, rivals, 1, 0));
  store<u8>(ambiguity, <u8>min(i32x4.extract_lane(rivals, 0) + i32x4.extract_lane(rivals, 1), 255));
  const key = least16(m);
  const second = (key - LEAST) >> bits;
  const none = key == NONE || second == 0;
  store<f32>(distinctness, none ? 0 : <f32>(<f64>(second - sum) / <f64>second));
}

/** Winners of the right view, in whole vectors, from the rows of minima, which are then empty again. */
export function endKeys(right: usize, width: i32): void {
  const none = i16x8.splat(<i16>NONE);
  for (let x = 0; x < width; x += 8) {
    let row = minima + (<usize>(x - first) << 1);
    let least = i64x2.splat(-1);
    let winner = i64x2.splat(-1);
    let base = low;
    for (; row < minimaEnd; base += <i32>block) {
      let m = none;
      for (let phase = 0; phase < 8; phase++) {
        m = i16x8.min_s(m, v128.load(row));
        v128.store(row, none);
        row += length << 1;
      }
      const sum = i16x8.shr_u(i16x8.sub(m, i16x8.splat(<i16>LEAST)), bits);
      const d = i16x8.add(v128.and(m, i16x8.splat(<i16>(block - 1))), i16x8.splat(<i16>base));
      const take = v128.andnot(i16x8.lt_u(sum, least), i16x8.eq(m, none));
      least = v128.bitselect(sum, least, take);
      winner = v128.bitselect(d, winner, take);
    }
    const empty = i16x8.eq(least, i64x2.splat(-1));
    const there = v128.bitselect(i16x8.splat(<i16>NO_MATCH), winner, empty);
    v128.store(right + (<usize>x << 1), there);
  }
}
