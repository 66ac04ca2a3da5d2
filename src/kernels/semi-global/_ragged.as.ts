// Every pixel has disparities of its own, and path costs need 16 bits: 8 disparities per vector. A pixel's costs and sums lie one
// after the other, rounded up to whole vectors.
//
// Path costs lie behind a gap of 24 lanes. The lanes before and after them are 0xffff (no neighbour); lane -12 is the least cost.

import { checkRow } from './_check.as';
import { costs } from './_cost.as';
import { dyOf, enterRow, half, p2Of, pathBack, pathFrom, pathRanges, pathTo, preparePaths, setPathRanges } from './_paths.as';
import { beginRanges, enterRanges, prepareRanges, rangesOf } from './_ranges.as';
import { beginRow, beyond, endRow, pick, prepareRight } from './_winner.as';

const GAP: usize = 24;

let left: usize = 0;
let right: usize = 0;
let guide: usize = 0;
let penalty: usize = 0;
let contrast: bool = false;
let width: i32 = 0;
let entry: usize = 0;
let bits: i32 = 0;
let weight: i32 = 0;
let near: i32 = 0;
let most: i32 = 0;
let volume: usize = 0;
let sums: usize = 0;
/** Sums of both passes at one pixel. */
let total: usize = 0;
/** Winners of the right view in a row. */
let winners: usize = 0;
/** Where the costs of the next pixel begin in the volume, in lanes. */
let at: usize = 0;

@inline
function added(below: v128, here: v128, above: v128, p1: v128, jump: v128, least: v128): v128 {
  const close = i16x8.add_sat_u(i16x8.min_u(below, above), p1);
  return i16x8.sub(i16x8.min_u(i16x8.min_u(here, close), jump), least);
}

/** Lanes 0 and 1 (and every further pair): the least of `a` and of `b`. */
@inline
function leastOfBoth(a: v128, b: v128): v128 {
  let m = i16x8.min_u(i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11), i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15));
  m = i16x8.min_u(m, i64x2.shuffle(m, m, 1, 0));
  return i16x8.min_u(m, i64x2.shr_u(m, 32));
}

@inline
function costVector(c: usize, k: usize): v128 {
  return i16x8.mul(i16x8.extend_low_i8x16_u(v128.load64_zero(c + k)), i16x8.splat(<i16>weight));
}

/**
 * One step of two paths between pixels of the same range. The path costs join the sums at `sumsFrom` (0: none yet) in `sumsTo`.
 *
 * `along`: A runs along the row, so its costs were stored a moment ago. Loads that do not lie exactly where those stores did would
 * wait for the memory; its neighbours are therefore shuffled together.
 */
@inline
function stepTwo(
  c: usize, fromA: usize, toA: usize, p2A: i32, fromB: usize, toB: usize, p2B: i32,
  p1: v128, cap: v128, lanes: usize, tail: v128, sumsFrom: usize, sumsTo: usize, along: bool,
): v128 {
  const leastA = v128.load16_splat(fromA - 24);
  const leastB = v128.load16_splat(fromB - 24);
  const jumpA = i16x8.add(leastA, i16x8.splat(<i16>p2A));
  const jumpB = i16x8.add(leastB, i16x8.splat(<i16>p2B));
  let allA = i64x2.splat(-1);
  let allB = i64x2.splat(-1);
  let last = i64x2.splat(-1);
  let first = i64x2.splat(0);
  if (along) first = v128.load(fromA);
  let k: usize = 0;
  do {
    const far = k << 1;
    const cost = costVector(c, k);
    let a: v128;
    if (along) {
      const next = v128.load(fromA + far, 16);
      const below = i16x8.shuffle(last, first, 7, 8, 9, 10, 11, 12, 13, 14);
      const above = i16x8.shuffle(first, next, 1, 2, 3, 4, 5, 6, 7, 8);
      a = added(below, first, above, p1, jumpA, leastA);
      last = first;
      first = next;
    } else {
      a = added(v128.load(fromA + far - 2), v128.load(fromA + far), v128.load(fromA + far, 2), p1, jumpA, leastA);
    }
    const b = added(v128.load(fromB + far - 2), v128.load(fromB + far), v128.load(fromB + far, 2), p1, jumpB, leastB);
    let valueA = i16x8.min_u(i16x8.add(cost, a), cap);
    let valueB = i16x8.min_u(i16x8.add(cost, b), cap);
    k += 8;
    if (k == lanes) {
      valueA = v128.or(valueA, tail);
      valueB = v128.or(valueB, tail);
    }
    v128.store(toA + far, valueA);
    v128.store(toB + far, valueB);
    let sum = i16x8.add(valueA, valueB);
    if (sumsFrom) sum = i16x8.add(sum, v128.load(sumsFrom + far));
    v128.store(sumsTo + far, sum);
    allA = i16x8.min_u(allA, valueA);
    allB = i16x8.min_u(allB, valueB);
  } while (k < lanes);
  return leastOfBoth(allA, allB);
}

/** One step of a path from disparities `fromLow`, `fromCount` (0: the path begins here) to `low`, `count`. Returns least costs. */
function step(
  c: usize, from: usize, to: usize, low: i32, count: i32, fromLow: i32, fromCount: i32,
  p1: v128, p2: i32, cap: v128, lanes: i32, tail: v128, sumsFrom: usize, sumsTo: usize,
): v128 {
  const begins = fromCount == 0;
  const m = begins ? 0 : <i32>load<u16>(from - 24);
  const least = i16x8.splat(<i16>m);
  const jump = i16x8.splat(<i16>(m + p2));
  const shift = low - fromLow;
  const fromLanes = (fromCount + 7) & ~7;
  const inside = shift >= 0 && shift + count <= fromCount;
  const below = i16x8.splat(<i16>(<i32>load<u16>(from) + p2));
  const above = i16x8.splat(<i16>(<i32>load<u16>(from + (<usize>max(fromCount - 1, 0) << 1)) + p2));
  const end = i16x8.splat(<i16>fromCount);
  let all = i64x2.splat(-1);
  let k = 0;
  do {
    const far = <usize>k << 1;
    let value = costVector(c, k);
    if (!begins) {
      const place = k + shift;
      const before = from + (<usize>min(max(place, -8), fromLanes) << 1);
      const close = i16x8.add_sat_u(i16x8.min_u(v128.load(before - 2), v128.load(before + 2)), p1);
      let best = i16x8.min_u(i16x8.min_u(v128.load(before), close), jump);
      if (!inside) {
        const index = i16x8.add(i16x8.splat(<i16>place), i16x8(0, 1, 2, 3, 4, 5, 6, 7));
        best = v128.bitselect(below, best, i16x8.lt_s(index, i64x2.splat(0)));
        best = v128.bitselect(above, best, i16x8.ge_s(index, end));
      }
      value = i16x8.add(value, i16x8.sub(best, least));
    }
    value = i16x8.min_u(value, cap);
    k += 8;
    if (k == lanes) value = v128.or(value, tail);
    v128.store(to + far, value);
    v128.store(sumsTo + far, sumsFrom ? i16x8.add(value, v128.load(sumsFrom + far)) : value);
    all = i16x8.min_u(all, value);
  } while (k < lanes);
  return all;
}

/** All paths of a pass at pixel p, column x. Their sums join those at `sumsFrom` (0: none) in `sumsTo`. */
@inline
function pixel(p: i32, x: i32, range: u64, c: usize, sumsFrom: usize, sumsTo: usize, p1: v128, cap: v128, p2: i32): void {
  const low = <i32>range;
  const count = <i32>(range >> 32);
  const lanes = (count + 7) & ~7;
  const tail = beyond(count - lanes + 8);
  const off = <usize>(x + 2) * entry + (GAP << 1);
  const column = <usize>x << 3;
  let more = sumsFrom;
  for (let path: usize = 0; path < half; path += 2) {
    const beforeA = load<u64>(pathRanges(path) + column);
    const beforeB = load<u64>(pathRanges(path + 1) + column);
    const fromA = pathFrom(path) + off, fromB = pathFrom(path + 1) + off;
    const toA = pathTo(path) + off, toB = pathTo(path + 1) + off;
    let p2A = p2, p2B = p2;
    if (guide) {
      p2A = p2Of(guide, penalty, contrast, p, pathBack(path));
      p2B = p2Of(guide, penalty, contrast, p, pathBack(path + 1));
    }
    let m: v128;
    if (beforeA == range && beforeB == range) {
      m = path
        ? stepTwo(c, fromA, toA, p2A, fromB, toB, p2B, p1, cap, <usize>lanes, tail, more, sumsTo, false)
        : stepTwo(c, fromA, toA, p2A, fromB, toB, p2B, p1, cap, <usize>lanes, tail, more, sumsTo, true);
    } else {
      const a = step(c, fromA, toA, low, count, <i32>beforeA, <i32>(beforeA >> 32), p1, p2A, cap, lanes, tail, more, sumsTo);
      const b = step(c, fromB, toB, low, count, <i32>beforeB, <i32>(beforeB >> 32), p1, p2B, cap, lanes, tail, sumsTo, sumsTo);
      m = leastOfBoth(a, b);
    }
    v128.store16_lane(toA - 24, m, 0);
    v128.store16_lane(toB - 24, m, 1);
    if (count == lanes) {
      store<u16>(toA + (<usize>lanes << 1), 0xffff);
      store<u16>(toB + (<usize>lanes << 1), 0xffff);
    }
    more = sumsTo;
  }
}

/** Enters row y, the `step`-th of the pass: of path costs and of ranges. Returns the ranges. */
function enter(y: i32, step: i32, sign: i32): usize {
  enterRow(step, sign, width);
  enterRanges(y, step);
  for (let path: usize = 0; path < half; path++) setPathRanges(path, sign, rangesOf(step - dyOf(path)));
  return rangesOf(step);
}

/** Costs of a row, and the paths that come from the left and from above. A call per row: engines optimise what is called often. */
export function downRaggedRow(y: i32): void {
  const start = y * width;
  const ranges = enter(y, y, 1);
  const p1 = i16x8.splat(<i16>near);
  const cap = i16x8.splat(<i16>most);
  const p2 = load<i32>(penalty);
  // All costs first: vector loads would wait for bytes that were stored a moment ago.
  let c = volume + at;
  for (let x = 0; x < width; x++) {
    const count = load<i32>(ranges + (<usize>x << 3), 4);
    const own = left + (<usize>(start + x) << 3);
    costs(own, right + (<usize>start << 3), x, width, load<i32>(ranges + (<usize>x << 3)), count, bits, c);
    c += <usize>((count + 7) & ~7);
  }
  for (let x = 0; x < width; x++) {
    const range = load<u64>(ranges + (<usize>x << 3));
    const count = <i32>(range >> 32);
    if (count == 0) continue;
    pixel(start + x, x, range, volume + at, 0, sums + (at << 1), p1, cap, p2);
    at += <usize>((count + 7) & ~7);
  }
}

/** The paths that come from the right and from below, and the winners. */
export function upRaggedRow(y: i32, row: i32, disparity: usize, distinctness: usize, ambiguity: usize): void {
  const start = y * width;
  const ranges = enter(y, row, -1);
  const p1 = i16x8.splat(<i16>near);
  const cap = i16x8.splat(<i16>most);
  const p2 = load<i32>(penalty);
  beginRow();
  for (let x = width - 1; x >= 0; x--) {
    const range = load<u64>(ranges + (<usize>x << 3));
    const count = <i32>(range >> 32);
    const to = <usize>x << 2;
    if (count == 0) {
      store<f32>(disparity + to, f32.NaN);
      store<f32>(distinctness + to, 0);
      store<u8>(ambiguity + <usize>x, 0);
      continue;
    }
    const lanes = (count + 7) & ~7;
    at -= <usize>lanes;
    pixel(start + x, x, range, volume + at, sums + (at << 1), total, p1, cap, p2);
    const last = total + (<usize>(lanes - 8) << 1);
    v128.store(last, v128.or(v128.load(last), beyond(count - lanes + 8)));
    pick(total, count, <i32>range, x, disparity + to, distinctness + to, ambiguity + <usize>x);
  }
}

/** `cells`: cells per row, or 0 for one range. `widest`: the greatest number of disparities. `leftValid`, `rightValid` may be 0. */
export function ragged(
  leftAt: usize, rightAt: usize, leftValid: usize, rightValid: usize, guideAt: usize, penaltyAt: usize, byContrast: bool,
  columns: i32, height: i32, low: usize, count: usize, cells: i32, cellOffset: i32, widest: i32, minLow: i32, maxHigh: i32,
  volumeLanes: usize, stringBits: i32, factor: i32, paths: i32, p1: i32, tolerance: i32,
  disparity: usize, classes: usize, distinctness: usize, difference: usize, ambiguity: usize, scratch: usize,
): void {
  left = leftAt;
  right = rightAt;
  guide = guideAt;
  penalty = penaltyAt;
  contrast = byContrast;
  width = columns;
  bits = stringBits;
  weight = factor;
  near = p1;
  most = 65535 / paths;
  entry = ((<usize>(widest + 7) & ~7) + GAP) << 1;
  volume = scratch;
  sums = (volume + volumeLanes + 15) & ~15;
  total = sums + (volumeLanes << 1) + 16;
  winners = total + entry;
  const rings = (winners + (<usize>width << 1) + 31) & ~15;
  const end = preparePaths(paths, rings, <usize>(width + 5) * entry, entry);
  prepareRight(prepareRanges(low, count, cells, cellOffset, leftValid, width, end), width, minLow, maxHigh);
  at = 0;
  memory.fill(rings, 0xff, end - rings);
  beginRanges();
  for (let y = 0; y < height; y++) downRaggedRow(y);
  memory.fill(rings, 0xff, end - rings);
  beginRanges();
  for (let y = height - 1; y >= 0; y--) {
    const to = <usize>y * <usize>width;
    const step = height - 1 - y;
    upRaggedRow(y, step, disparity + (to << 2), distinctness + (to << 2), ambiguity + to);
    endRow(winners, width);
    const valid = rightValid ? rightValid + to : 0;
    checkRow(width, winners, valid, rangesOf(step), 8, tolerance, disparity + (to << 2), classes + to, difference + to);
  }
}
