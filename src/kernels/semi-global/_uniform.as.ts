// All pixels have the same disparities, no path cost exceeds 254, and what the paths of one pass add to the costs fits a byte: 16
// disparities per vector. Per disparity the first pass leaves two bytes, the cost and what its paths add to it.
//
// Path costs of a pixel lie between two gaps of 16 bytes: byte 0 after and byte -1 before the costs are 255 (no neighbour), byte -8
// is the least cost. Two columns of zeros on either side and rows of zeros before the first are where paths begin.

import { costs } from './_cost.as';
import { dxOf, dyOf, enterRow, half, p2Of, preparePaths, rowBefore, rowNow } from './_paths.as';
import { beginRow, beyond, endRow, pick, prepareRight } from './_winner.as';

const GAP: usize = 16;

/** One step of a path, 16 disparities: what the path adds to the cost, from the path costs below, at and above. */
@inline
function added(below: v128, at: v128, above: v128, p1: v128, jump: v128, least: v128): v128 {
  const near = i8x16.add_sat_u(i8x16.min_u(below, above), p1);
  return i8x16.sub(i8x16.min_u(i8x16.min_u(at, near), jump), least);
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
 * One step of two paths: costs at `c`, path costs of the pixel before at `fromA`, result at `toA`, and so for B. What both
 * add to the cost goes to `sums`, on top of that at `more` unless 0.
 *
 * `along`: A runs along the row, so its costs were stored a moment ago. Loads that do not lie exactly where those stores did would
 * wait for the memory; its neighbours are therefore shuffled together. (Gaps hold 255 there, too.)
 */
@inline
function stepTwo(
  c: usize, fromA: usize, toA: usize, p2A: i32, fromB: usize, toB: usize, p2B: i32,
  lanes: usize, p1: v128, more: usize, sums: usize, along: bool,
): void {
  const leastA = v128.load8_splat(fromA - 8);
  const leastB = v128.load8_splat(fromB - 8);
  const jumpA = i8x16.add(leastA, i8x16.splat(<i8>p2A));
  const jumpB = i8x16.add(leastB, i8x16.splat(<i8>p2B));
  let allA = i64x2.splat(-1);
  let allB = i64x2.splat(-1);
  let last = i64x2.splat(-1);
  let first = along ? v128.load(fromA) : last;
  for (let k: usize = 0; k < lanes; k += 32) {
    const cost = v128.load(c + k);
    const cost2 = v128.load(c + k, 16);
    const beforeA = fromA + k - 1;
    const beforeB = fromB + k - 1;
    let a: v128, a2: v128;
    if (along) {
      const second = v128.load(fromA + k, 16);
      const next = k + 32 < lanes ? v128.load(fromA + k, 32) : i64x2.splat(-1);
      a = added(joinedBelow(last, first), first, joinedAbove(first, second), p1, jumpA, leastA);
      a2 = added(joinedBelow(first, second), second, joinedAbove(second, next), p1, jumpA, leastA);
      last = second;
      first = next;
    } else {
      a = added(v128.load(beforeA), v128.load(beforeA, 1), v128.load(beforeA, 2), p1, jumpA, leastA);
      a2 = added(v128.load(beforeA, 16), v128.load(beforeA, 17), v128.load(beforeA, 18), p1, jumpA, leastA);
    }
    const b = added(v128.load(beforeB), v128.load(beforeB, 1), v128.load(beforeB, 2), p1, jumpB, leastB);
    const b2 = added(v128.load(beforeB, 16), v128.load(beforeB, 17), v128.load(beforeB, 18), p1, jumpB, leastB);
    let sum = i8x16.add(a, b);
    let sum2 = i8x16.add(a2, b2);
    if (more) {
      sum = i8x16.add(sum, v128.load(more + k));
      sum2 = i8x16.add(sum2, v128.load(more + k, 16));
    }
    v128.store(sums + k, sum);
    v128.store(sums + k, sum2, 16);
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
  }
  let m = i8x16.min_u(i64x2.shuffle(allA, allB, 0, 2), i64x2.shuffle(allA, allB, 1, 3));
  m = i8x16.min_u(m, i32x4.shuffle(m, m, 1, 1, 3, 3));
  m = i8x16.min_u(m, i64x2.shr_u(m, 16));
  m = i8x16.min_u(m, i64x2.shr_u(m, 8));
  v128.store8_lane(toA - 8, m, 0);
  v128.store8_lane(toB - 8, m, 8);
}

/** `paths` times the cost plus what the two passes added. */
@inline
function finish(c: usize, one: usize, two: usize, lanes: usize, shift: i32, total: usize): void {
  for (let k: usize = 0; k < lanes; k += 16) {
    const cost = v128.load(c + k), a = v128.load(one + k), b = v128.load(two + k);
    const low = i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
    const high = i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
    const to = total + (k << 1);
    v128.store(to, i16x8.add(low, i16x8.shl(i16x8.extend_low_i8x16_u(cost), shift)));
    v128.store(to, i16x8.add(high, i16x8.shl(i16x8.extend_high_i8x16_u(cost), shift)), 16);
  }
}

function clear(from: usize, to: usize, entry: usize): void {
  memory.fill(from, 0, to - from);
  for (let at = from; at < to; at += entry) {
    store<u8>(at, 255);
    store<u8>(at, 255, GAP - 1);
  }
}

export function uniform(
  left: usize, right: usize, guide: usize, penalty: usize, contrast: bool,
  width: i32, height: i32, low: i32, count: i32, bits: i32, paths: i32, p1: i32,
  disparity: usize, winners: usize, distinctness: usize, ambiguity: usize, scratch: usize,
): void {
  const lanes = (count + 31) & ~31;
  const size = <usize>lanes;
  const entry = size + GAP;
  const near = i8x16.splat(<i8>p1);
  const pixels = <usize>width * <usize>height;
  const volume = scratch;
  const sums = volume + pixels * size;
  const total = sums + pixels * size + 16;
  const back = total + size * 2 + 16;
  const rings = back + size;
  const shift = ctz(paths);
  const end = preparePaths(paths, rings, <usize>(width + 5) * entry);
  prepareRight(end, width, low, low + count - 1);
  for (let pass = 0; pass < 2; pass++) {
    const sign = pass ? -1 : 1;
    clear(rings, end, entry);
    for (let row = 0; row < height; row++) {
      const y = pass ? height - 1 - row : row;
      const start = y * width;
      const strings = right + (<usize>start << 3);
      enterRow(row);
      if (pass) {
        beginRow();
      } else {
        // A row ahead of their use: vector loads would wait for bytes that were stored a moment ago.
        for (let x = 0; x < width; x++) {
          const p = <usize>(start + x);
          const c = volume + p * size;
          costs(left + (p << 3), strings, x, width, low, lanes, bits, c);
          for (let k = count; k < lanes; k++) store<u8>(c + <usize>k, 255);
        }
      }
      for (let col = 0; col < width; col++) {
        const x = pass ? width - 1 - col : col;
        const p = start + x;
        const c = volume + <usize>p * size;
        const off = <usize>(x + 2) * entry + GAP;
        const own = sums + <usize>p * size;
        const s = pass ? back : own;
        const firstB = dxOf(1) * sign;
        stepTwo(
          c,
          rowBefore(0) + off - <usize>(dxOf(0) * sign) * entry, rowNow(0) + off,
          p2Of(guide, penalty, contrast, p, dxOf(0) * sign),
          rowBefore(1) + off - <usize>firstB * entry, rowNow(1) + off,
          p2Of(guide, penalty, contrast, p, sign * dyOf(1) * width + firstB),
          size, near, 0, s, true,
        );
        for (let path: usize = 2; path < half; path += 2) {
          const dxA = dxOf(path) * sign, dxB = dxOf(path + 1) * sign;
          stepTwo(
            c,
            rowBefore(path) + off - <usize>dxA * entry, rowNow(path) + off,
            p2Of(guide, penalty, contrast, p, sign * dyOf(path) * width + dxA),
            rowBefore(path + 1) + off - <usize>dxB * entry, rowNow(path + 1) + off,
            p2Of(guide, penalty, contrast, p, sign * dyOf(path + 1) * width + dxB),
            size, near, s, s, false,
          );
        }
        if (!pass) continue;
        finish(c, own, s, size, shift, total);
        for (let k = count & ~7; k < lanes; k += 8) {
          const at = total + (<usize>k << 1);
          v128.store(at, v128.or(v128.load(at), beyond(count - k)));
        }
        const to = <usize>p << 2;
        pick(total, count, low, x, disparity + to, distinctness + to, ambiguity + <usize>p);
      }
      if (pass) endRow(winners + (<usize>start << 2), width);
    }
  }
}
