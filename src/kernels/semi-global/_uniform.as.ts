// All pixels have the same disparities, no path cost exceeds 254, and what the paths of one pass add to the costs fits a byte: 16
// disparities per vector. Per disparity the first pass leaves two bytes, the cost and what its paths add to it.
//
// Path costs of a pixel lie between two gaps of 16 bytes: byte 0 after and byte -1 before the costs are 255 (no neighbour), byte -8
// is the least cost. Two columns of zeros on either side and rows of zeros before the first are where paths begin.
//
// Loops test at their end: engines then keep what does not change out of them.

import { checkRow } from './_check.as';
import { costs } from './_cost.as';
import { compareKeys, endKeys, endLeft, pickKeys, prepareKeys } from './_keys.as';
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
function added(below: v128, at: v128, above: v128, p1: v128, p2: v128, least: v128): v128 {
  const close = i8x16.add_sat_u(i8x16.min_u(below, above), p1);
  return i8x16.min_u(i8x16.sub(i8x16.min_u(at, close), least), p2);
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
 *
 * What is computed is stored at once: engines keep loads and stores in this order, and few values then need a register.
 */
@inline
function stepTwo(
  c: usize, fromA: usize, leastA: v128, toA: usize, p2A: v128, fromB: usize, toB: usize, p2B: v128,
  p1: v128, sumsTo: usize, size: usize, along: bool, more: bool,
): v128 {
  const leastB = v128.load8_splat(fromB - 8);
  let allA = i64x2.splat(-1);
  let allB = i64x2.splat(-1);
  let last = i64x2.splat(-1);
  let k: usize = 0;
  do {
    // From the bytes below: what is added to an address in the load itself costs nothing, and cannot be negative.
    const belowA = fromA - 1 + k;
    const belowB = fromB - 1 + k;
    let a: v128;
    if (along) {
      const at = v128.load(belowA, 1);
      a = added(joinedBelow(last, at), at, joinedAbove(at, v128.load(belowA, 17)), p1, p2A, leastA);
      last = at;
    } else {
      a = added(v128.load(belowA), v128.load(belowA, 1), v128.load(belowA, 2), p1, p2A, leastA);
    }
    const cost = v128.load(c + k);
    const valueA = i8x16.add_sat_u(cost, a);
    v128.store(toA + k, valueA);
    allA = i8x16.min_u(allA, valueA);
    const b = added(v128.load(belowB), v128.load(belowB, 1), v128.load(belowB, 2), p1, p2B, leastB);
    const valueB = i8x16.add_sat_u(cost, b);
    v128.store(toB + k, valueB);
    allB = i8x16.min_u(allB, valueB);
    const sum = i8x16.add(a, b);
    v128.store(sumsTo + k, more ? i8x16.add(sum, v128.load(sumsTo + k)) : sum);

    let a2: v128;
    if (along) {
      const at = v128.load(belowA, 17);
      a2 = added(joinedBelow(last, at), at, joinedAbove(at, v128.load(belowA, 33)), p1, p2A, leastA);
      last = at;
    } else {
      a2 = added(v128.load(belowA, 16), v128.load(belowA, 17), v128.load(belowA, 18), p1, p2A, leastA);
    }
    const cost2 = v128.load(c + k, 16);
    const valueA2 = i8x16.add_sat_u(cost2, a2);
    v128.store(toA + k, valueA2, 16);
    allA = i8x16.min_u(allA, valueA2);
    const b2 = added(v128.load(belowB, 16), v128.load(belowB, 17), v128.load(belowB, 18), p1, p2B, leastB);
    const valueB2 = i8x16.add_sat_u(cost2, b2);
    v128.store(toB + k, valueB2, 16);
    allB = i8x16.min_u(allB, valueB2);
    const sum2 = i8x16.add(a2, b2);
    v128.store(sumsTo + k, more ? i8x16.add(sum2, v128.load(sumsTo + k, 16)) : sum2, 16);
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

/** P2 in all bytes, of a path at pixel p; `p2`: where there is no guide. */
@inline
function jump(path: usize, p: i32, p2: v128): v128 {
  return guide ? i8x16.splat(<i8>p2Of(guide, penalty, contrast, p, pathBack(path))) : p2;
}

/** All paths of a pass at pixel p. `least`: of the path along the row. Returns its next one. */
@inline
function pixel(c: usize, s: usize, p: i32, off: usize, least: v128, p1: v128, p2: v128, size: usize): v128 {
  let toB = pathTo(1) + off;
  let m = stepTwo(
    c, pathFrom(0) + off, least, pathTo(0) + off, jump(0, p, p2),
    pathFrom(1) + off, toB, jump(1, p, p2), p1, s, size, true, false,
  );
  v128.store8_lane(toB - 8, m, 8);
  const next = i8x16.shuffle(m, m, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  for (let path: usize = 2; path < half; path += 2) {
    const fromA = pathFrom(path) + off;
    const toA = pathTo(path) + off;
    toB = pathTo(path + 1) + off;
    m = stepTwo(
      c, fromA, v128.load8_splat(fromA - 8), toA, jump(path, p, p2),
      pathFrom(path + 1) + off, toB, jump(path + 1, p, p2), p1, s, size, false, true,
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
  const p2 = i8x16.splat(<i8>load<i32>(penalty));
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
  const p2 = i8x16.splat(<i8>load<i32>(penalty));
  let off = <usize>(width + 1) * (size + GAP) + GAP;
  let at = <usize>(pixels - start - width) * size;
  let least = i64x2.splat(0);
  enterRow(row, -1, width);
  for (let x = width - 1; x >= 0; x--) {
    least = pixel(volume + at, back, start + x, off, least, p1, p2, size);
    pickKeys(volume + at, sums + at, back, x);
    if (x + 1 < width) compareKeys(x + 1, ambiguity + <usize>x + 1);
    off -= size + GAP;
    at += size;
  }
  compareKeys(0, ambiguity);
  endLeft(disparity, distinctness, width);
}
