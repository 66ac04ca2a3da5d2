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
/** Bytes of the keys of a pixel, with a vector before them; there are two such buffers. */
let turn: usize = 0;
/** Of a row, 4 bytes per pixel: the winner's place and sum, the sum of the best rival (0: none), and the parabola's numerator and denominator. */
let places: usize = 0;
let leasts: usize = 0;
let seconds: usize = 0;
let slopes: usize = 0;
let bends: usize = 0;

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
  keys = minimaEnd + 16;
  turn = 2 * lanes + 32;
  fill(minima, minimaEnd, NONE);
  const bytes = <usize>((width + 3) & ~3) << 2;
  places = keys + 2 * turn;
  leasts = places + bytes;
  seconds = leasts + bytes;
  slopes = seconds + bytes;
  bends = slopes + bytes;
  return bends + bytes;
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

/** The bytes of `a` and `b` in turn, from the first ones on. */
@inline
function lowPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

@inline
function highPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/**
 * Winner of the left pixel at x from costs `c` and what the paths of the two passes added, `one` and `two`, and the parabola through it.
 * Its rivals are looked for later, by `compareKeys`: nothing then waits for the winner's place.
 */
export function pickKeys(c: usize, one: usize, two: usize, x: i32): void {
  const place = x + low - first;
  let row = minima + ((<usize>(place & 7) * length + <usize>place) << 1);
  const own = keys + <usize>(x & 1) * turn;
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
      let v = i16x8.mul(i16x8.extadd_pairwise_i8x16_u(lowPairs(a, b)), weight);
      let w = i16x8.mul(i16x8.extadd_pairwise_i8x16_u(highPairs(a, b)), weight);
      v = i16x8.add(v, i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(cost), costWeight), index));
      w = i16x8.add(w, i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_u(cost), costWeight), index8));
      index = i16x8.add(index, sixteen);
      index8 = i16x8.add(index8, sixteen);
      if (j + 16 > <usize>count) {
        v = cut(v, count - <i32>j);
        w = cut(w, count - <i32>j - 8);
      }
      const at = own + (j << 1), target = row + (j << 1);
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
  const to = <usize>x << 2;
  const at = own + (<usize>k << 1);
  let slope = 0, bend = 0;
  if (k > 0 && k + 1 < count) {
    const a = (<i32>load<i16>(at - 2) - LEAST) >> bits;
    const b = (<i32>load<i16>(at, 2) - LEAST) >> bits;
    slope = a - b;
    bend = 2 * (a + b - 2 * sum);
  }
  store<i32>(places + to, k);
  store<i32>(leasts + to, sum);
  store<i32>(slopes + to, slope);
  store<i32>(bends + to, bend);
  store<i16>(at - 2, <i16>NONE);
  store<i16>(at, <i16>NONE);
  store<i16>(at, <i16>NONE, 2);
}

/** Of the disparities of the pixel at x that are not beside the winner: the least sum, and the number of those near the winner's. */
export function compareKeys(x: i32, ambiguity: usize): void {
  const to = <usize>x << 2;
  const sum = load<i32>(leasts + to);
  const limit = i16x8.splat(<i16>min(((sum + (sum >> 3) + 1) << bits) + LEAST, NONE));
  let from = keys + <usize>(x & 1) * turn;
  const end = from + (size << 1);
  let m = i16x8.splat(<i16>NONE);
  let rivals = i64x2.splat(0);
  do {
    const v = v128.load(from);
    const w = v128.load(from, 16);
    m = i16x8.min_s(m, i16x8.min_s(v, w));
    rivals = i16x8.sub(rivals, i16x8.add(i16x8.gt_s(limit, v), i16x8.gt_s(limit, w)));
    from += 32;
  } while (from < end);
  rivals = i32x4.extadd_pairwise_i16x8_u(rivals);
  rivals = i32x4.add(rivals, i64x2.shuffle(rivals, rivals, 1, 0));
  store<u8>(ambiguity, <u8>min(i32x4.extract_lane(rivals, 0) + i32x4.extract_lane(rivals, 1), 255));
  const key = least16(m);
  store<i32>(seconds + to, key == NONE ? 0 : (key - LEAST) >> bits);
}

/** a / b as 64-bit floats of the lanes 0 and 1; 0 where b is not positive. */
@inline
function ratio(a: v128, b: v128): v128 {
  const d = f64x2.convert_low_i32x4_s(b);
  return v128.and(f64x2.div(f64x2.convert_low_i32x4_s(a), d), f64x2.gt(d, i64x2.splat(0)));
}

/** Disparities and peak ratios of a row. */
export function endLeft(disparity: usize, distinctness: usize, width: i32): void {
  const base = i32x4.splat(low);
  const end = <usize>width << 2;
  let at: usize = 0;
  for (; at < end; at += 8) {
    const k = i32x4.add(v128.load64_zero(places + at), base);
    const vertex = ratio(v128.load64_zero(slopes + at), v128.load64_zero(bends + at));
    const winner = f32x4.demote_f64x2_zero(f64x2.add(f64x2.convert_low_i32x4_s(k), vertex));
    const second = v128.load64_zero(seconds + at);
    const peak = f32x4.demote_f64x2_zero(ratio(i32x4.sub(second, v128.load64_zero(leasts + at)), second));
    if (at + 8 <= end) {
      v128.store64_lane(disparity + at, winner, 0);
      v128.store64_lane(distinctness + at, peak, 0);
    } else {
      v128.store32_lane(disparity + at, winner, 0);
      v128.store32_lane(distinctness + at, peak, 0);
    }
  }
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
