// All pixels have the same disparities, no path cost exceeds 254, and what the paths of one pass add to the costs fits a byte: 16
// disparities per vector. Per disparity the first pass leaves two bytes, the cost and what its paths add to it.
//
// Path costs of a pixel lie between two gaps of 16 bytes: byte 0 after and byte -1 before the costs are 255 (no neighbour), byte -8
// is the least cost. Two columns of zeros on either side and rows of zeros before the first are where paths begin.
//
// Loops test at their end: engines then keep what does not change out of them.

import { checkRow } from './_check.as';
import { costs } from './_cost.as';
import { endKeys, pickKeys, prepareKeys } from './_keys.as';
import { enterRow, half, p2Of, pathBack, pathFrom, pathTo, preparePaths } from './_paths.as';

const GAP: usize = 16;

/** Pixels between the computation of costs and their use: vector loads would wait for bytes that were stored a moment ago. */
const AHEAD: i32 = 8;

let left: usize = 0;
let right: usize = 0;
let guide: usize = 0;
let penalty: usize = 0;
let contrast: bool = false;
let width: i32 = 0;
let low: i32 = 0;
let count: i32 = 0;
let bits: i32 = 0;
let near: i32 = 0;
let pixels: i32 = 0;
/** Disparities rounded up to whole pairs of vectors. */
let lanes: usize = 0;
let volume: usize = 0;
let sums: usize = 0;
/** What the paths of the second pass add to one pixel. */
let back: usize = 0;
/** Winners of the right view in a row. */
let winners: usize = 0;
/** The range of all pixels. */
const RANGE: usize = memory.data(8);

/** One step of a path, 16 disparities: what the path adds to the cost, from the path costs below, at and above. */
@inline
function added(below: v128, at: v128, above: v128, p1: v128, jump: v128, least: v128): v128 {
  const close = i8x16.add_sat_u(i8x16.min_u(below, above), p1);
  return i8x16.sub(i8x16.min_u(i8x16.min_u(at, close), jump), least);
}

/** The bytes one below those of `v`, behind `before`. */
@inline
function joinedBelow(before: v128, v: v128): v128 {
  return i8x16.shuffle(before, v, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

/** The bytes one above those of `v`, before `after`. */
@inline
function joinedAbove(v: v128, after: v128): v128 {
  return i8x16.shuffle(v, after, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

/**
 * One step of two paths: costs at `c`, path costs of the pixel before at `fromA`, their least, result at `toA`, and so for B. What both
 * add to the cost goes to `sums`, with `more` on top of that there. Returns the least results: byte 0 of A, byte 8 of B.
 *
 * `along`: A runs along the row, so its costs were stored a moment ago. Loads that do not lie exactly where those stores did would
 * wait for the memory; its neighbours are therefore shuffled together. (Gaps hold 255 there, too.)
 */
@inline
function stepTwo(
  c: usize, fromA: usize, leastA: v128, toA: usize, p2A: i32, fromB: usize, toB: usize, p2B: i32,
  p1: v128, sumsTo: usize, size: usize, along: bool, more: bool,
): v128 {
  const leastB = v128.load8_splat(fromB - 8);
  const jumpA = i8x16.add(leastA, i8x16.splat(<i8>p2A));
  const jumpB = i8x16.add(leastB, i8x16.splat(<i8>p2B));
  let allA = i64x2.splat(-1);
  let allB = i64x2.splat(-1);
  let last = i64x2.splat(-1);
  let k: usize = 0;
  do {
    const atA = fromA + k;
    const atB = fromB + k;
    const first = v128.load(atA);
    const second = v128.load(atA, 16);
    let a: v128, a2: v128;
    if (along) {
      a = added(joinedBelow(last, first), first, joinedAbove(first, second), p1, jumpA, leastA);
      a2 = added(joinedBelow(first, second), second, joinedAbove(second, v128.load(atA, 32)), p1, jumpA, leastA);
      last = second;
    } else {
      a = added(v128.load(atA - 1), first, v128.load(atA, 1), p1, jumpA, leastA);
      a2 = added(v128.load(atA - 1, 16), second, v128.load(atA, 17), p1, jumpA, leastA);
    }
    const b = added(v128.load(atB - 1), v128.load(atB), v128.load(atB, 1), p1, jumpB, leastB);
    const b2 = added(v128.load(atB - 1, 16), v128.load(atB, 16), v128.load(atB, 17), p1, jumpB, leastB);
    let sum = i8x16.add(a, b);
    let sum2 = i8x16.add(a2, b2);
    if (more) {
      sum = i8x16.add(sum, v128.load(sumsTo + k));
      sum2 = i8x16.add(sum2, v128.load(sumsTo + k, 16));
    }
    v128.store(sumsTo + k, sum);
    v128.store(sumsTo + k, sum2, 16);
    const cost = v128.load(c + k);
    const cost2 = v128.load(c + k, 16);
    const valueA = i8x16.add_sat_u(cost, a);
    const valueA2 = i8x16.add_sat_u(cost2, a2);
    const valueB = i8x16.add_sat_u(cost, b);
    const valueB2 = i8x16.add_sat_u(cost2, b2);
    v128.store(toA + k, valueA);
    v128.store(toA + k, valueA2, 16);
    v128.store(toB + k, valueB);
    v128.store(toB + k, valueB2, 16);
    allA = i8x16.min_u(allA, i8x16.min_u(valueA, valueA2));
    allB = i8x16.min_u(allB, i8x16.min_u(valueB, valueB2));
    k += 32;
  } while (k < size);
  let m = i8x16.min_u(i64x2.shuffle(allA, allB, 0, 2), i64x2.shuffle(allA, allB, 1, 3));
  m = i8x16.min_u(m, i32x4.shuffle(m, m, 1, 1, 3, 3));
  m = i8x16.min_u(m, i64x2.shr_u(m, 16));
  return i8x16.min_u(m, i64x2.shr_u(m, 8));
}

function clear(from: usize, to: usize, entry: usize): void {
  memory.fill(from, 0, to - from);
  for (let at = from; at < to; at += entry) {
    store<u8>(at, 255);
    store<u8>(at, 255, GAP - 1);
  }
}

/** `p2`: the greatest. */
export function uniform(
  leftAt: usize, rightAt: usize, rightValid: usize, guideAt: usize, penaltyAt: usize, byContrast: bool,
  columns: i32, height: i32, least: i32, disparities: i32, stringBits: i32, paths: i32, p1: i32, p2: i32, tolerance: i32,
  disparity: usize, classes: usize, distinctness: usize, difference: usize, ambiguity: usize, scratch: usize,
): void {
  left = leftAt;
  right = rightAt;
  guide = guideAt;
  penalty = penaltyAt;
  contrast = byContrast;
  width = columns;
  low = least;
  count = disparities;
  bits = stringBits;
  near = p1;
  pixels = width * height;
  lanes = (count + 31) & ~31;
  const entry = lanes + GAP;
  volume = scratch;
  sums = volume + <usize>width * <usize>height * lanes;
  back = sums + <usize>width * <usize>height * lanes;
  winners = back + lanes;
  const rings = (winners + (<usize>width << 1) + 31) & ~15;
  const end = preparePaths(paths, rings, <usize>(width + 5) * entry, entry);
  prepareKeys(end, width, low, count, lanes, paths, paths * (bits + p2));
  clear(rings, end, entry);
  for (let y = 0; y < height; y++) downRow(y);
  clear(rings, end, entry);
  store<i32>(RANGE, low);
  store<i32>(RANGE, count, 4);
  for (let y = height - 1; y >= 0; y--) {
    const to = <usize>y * <usize>width;
    upRow(y, height - 1 - y, disparity + (to << 2), distinctness + (to << 2), ambiguity + to);
    endKeys(winners, width);
    const valid = rightValid ? rightValid + to : 0;
    checkRow(width, winners, valid, RANGE, 0, tolerance, disparity + (to << 2), classes + to, difference + to);
  }
}

@inline
function costsAt(start: i32, x: i32): void {
  const p = <usize>(start + x);
  const c = volume + (<usize>pixels - 1 - p) * lanes;
  costs(left + (p << 3), right + (<usize>start << 3), x, width, low, count, bits, c);
  for (let k = <usize>count; k < lanes; k++) store<u8>(c + k, 255);
}

/** All paths of a pass at pixel p. `least`: of the path along the row. Returns its next one. */
@inline
function pixel(c: usize, s: usize, p: i32, off: usize, least: v128, p1: v128, p2: i32, size: usize): v128 {
  let toB = pathTo(1) + off;
  let m = stepTwo(
    c, pathFrom(0) + off, least, pathTo(0) + off, guide ? p2Of(guide, penalty, contrast, p, pathBack(0)) : p2,
    pathFrom(1) + off, toB, guide ? p2Of(guide, penalty, contrast, p, pathBack(1)) : p2,
    p1, s, size, true, false,
  );
  v128.store8_lane(toB - 8, m, 8);
  const next = i8x16.shuffle(m, m, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  for (let path: usize = 2; path < half; path += 2) {
    const fromA = pathFrom(path) + off;
    const toA = pathTo(path) + off;
    toB = pathTo(path + 1) + off;
    m = stepTwo(
      c, fromA, v128.load8_splat(fromA - 8), toA, guide ? p2Of(guide, penalty, contrast, p, pathBack(path)) : p2,
      pathFrom(path + 1) + off, toB, guide ? p2Of(guide, penalty, contrast, p, pathBack(path + 1)) : p2,
      p1, s, size, false, true,
    );
    v128.store8_lane(toA - 8, m, 0);
    v128.store8_lane(toB - 8, m, 8);
  }
  return next;
}

/** Costs of a row, and the paths that come from the left and from above. A call per row: engines optimise what is called often. */
export function downRow(y: i32): void {
  const start = y * width;
  const size = lanes;
  const p1 = i8x16.splat(<i8>near);
  const p2 = load<i32>(penalty);
  let off: usize = 2 * (size + GAP) + GAP;
  let at = <usize>(pixels - 1 - start) * size;
  let least = i64x2.splat(0);
  enterRow(y, 1, width);
  for (let x = 0; x < min(AHEAD, width); x++) costsAt(start, x);
  for (let x = 0; x < width; x++) {
    if (x + AHEAD < width) costsAt(start, x + AHEAD);
    least = pixel(volume + at, sums + at, start + x, off, least, p1, p2, size);
    off += size + GAP;
    at -= size;
  }
}

/** The paths that come from the right and from below, and the winners. */
export function upRow(y: i32, row: i32, disparity: usize, distinctness: usize, ambiguity: usize): void {
  const start = y * width;
  const size = lanes;
  const p1 = i8x16.splat(<i8>near);
  const p2 = load<i32>(penalty);
  let off = <usize>(width + 1) * (size + GAP) + GAP;
  let at = <usize>(pixels - start - width) * size;
  let least = i64x2.splat(0);
  enterRow(row, -1, width);
  for (let x = width - 1; x >= 0; x--) {
    least = pixel(volume + at, back, start + x, off, least, p1, p2, size);
    const to = <usize>x << 2;
    pickKeys(volume + at, sums + at, back, x, disparity + to, distinctness + to, ambiguity + <usize>x);
    off -= size + GAP;
    at += size;
  }
}
