// Every pixel has disparities of its own, and path costs need 16 bits: 8 disparities per vector. A pixel's costs and sums lie one
// after the other, rounded up to whole vectors.
//
// Path costs lie behind a gap of 24 lanes. The 9 lanes before and after them are 0xffff (no neighbour); lane -12 is the least cost.

import { costs } from './_cost.as';
import { dxOf, dyOf, enterRow, half, p2Of, pathBack, pathFrom, pathTo, preparePaths } from './_paths.as';
import { beginRow, beyond, endRow, least16, pick, prepareRight } from './_winner.as';

const GAP: i32 = 24;

/** One step of a path from disparities `fromLow`, `fromCount` (0: the path begins here) to `low`, `count`. */
@inline
function step(
  c: usize, from: usize, to: usize, low: i32, count: i32, fromLow: i32, fromCount: i32,
  factor: v128, p1: v128, p2: i32, cap: v128, lanes: i32, tail: v128,
): void {
  const last = lanes - 8;
  let all = i64x2.splat(-1);
  if (fromCount == 0) {
    for (let k = 0; k < lanes; k += 8) {
      let value = i16x8.mul(i16x8.extend_low_i8x16_u(v128.load64_zero(c + <usize>k)), factor);
      value = i16x8.min_u(value, cap);
      if (k == last) value = v128.or(value, tail);
      v128.store(to + (<usize>k << 1), value);
      all = i16x8.min_u(all, value);
    }
  } else {
    const m = <i32>load<u16>(from - 24);
    const least = i16x8.splat(<i16>m);
    const jump = i16x8.splat(<i16>(m + p2));
    const shift = low - fromLow;
    const fromLanes = (fromCount + 7) & ~7;
    const inside = shift >= 0 && shift + count <= fromCount;
    const below = i16x8.splat(<i16>(<i32>load<u16>(from) + p2));
    const above = i16x8.splat(<i16>(<i32>load<u16>(from + (<usize>(fromCount - 1) << 1)) + p2));
    for (let k = 0; k < lanes; k += 8) {
      const place = k + shift;
      const at = from + (<usize>min(max(place, -8), fromLanes) << 1);
      const near = i16x8.add_sat_u(i16x8.min_u(v128.load(at - 2), v128.load(at + 2)), p1);
      let best = i16x8.min_u(i16x8.min_u(v128.load(at), near), jump);
      if (!inside) {
        const index = i16x8.add(i16x8.splat(<i16>place), i16x8(0, 1, 2, 3, 4, 5, 6, 7));
        best = v128.bitselect(below, best, i16x8.lt_s(index, i64x2.splat(0)));
        best = v128.bitselect(above, best, i16x8.ge_s(index, i16x8.splat(<i16>fromCount)));
      }
      const cost = i16x8.mul(i16x8.extend_low_i8x16_u(v128.load64_zero(c + <usize>k)), factor);
      let value = i16x8.min_u(i16x8.add(cost, i16x8.sub(best, least)), cap);
      if (k == last) value = v128.or(value, tail);
      v128.store(to + (<usize>k << 1), value);
      all = i16x8.min_u(all, value);
    }
  }
  const after = to + (<usize>lanes << 1);
  v128.store(after, i64x2.splat(-1));
  store<u16>(after, 0xffff, 16);
  store<u16>(to - 24, <u16>least16(all));
}

@inline
function sum(off: usize, sums: usize, lanes: usize, more: usize): void {
  for (let k: usize = 0; k < lanes; k += 8) {
    const at = k << 1;
    let value = more ? v128.load(more + at) : i64x2.splat(0);
    for (let path: usize = 0; path < half; path++) {
      value = i16x8.add(value, v128.load(pathTo(path) + off + at));
    }
    v128.store(sums + at, value);
  }
}

/** `each`: 4 where `low` and `count` have an element per pixel, else 0. */
export function ragged(
  left: usize, right: usize, guide: usize, penalty: usize, contrast: bool,
  width: i32, height: i32, low: usize, count: usize, each: i32, most: i32, minLow: i32, maxHigh: i32,
  volumeLanes: usize, bits: i32, costFactor: i32, paths: i32, p1: i32,
  disparity: usize, winners: usize, distinctness: usize, ambiguity: usize, scratch: usize,
): void {
  const entry = <usize>(((most + 7) & ~7) + GAP) << 1;
  const near = i16x8.splat(<i16>p1);
  const factor = i16x8.splat(<i16>costFactor);
  const cap = i16x8.splat(<i16>(65535 / paths));
  const volume = scratch;
  const volumeSums = (volume + volumeLanes + 15) & ~15;
  const total = volumeSums + (volumeLanes << 1) + 16;
  const rings = total + entry;
  const end = preparePaths(paths, rings, <usize>(width + 5) * entry, entry);
  prepareRight(end, width, minLow, maxHigh);
  let at: usize = 0;
  for (let pass = 0; pass < 2; pass++) {
    memory.fill(rings, 0xff, end - rings);
    for (let row = 0; row < height; row++) {
      const y = pass ? height - 1 - row : row;
      const start = y * width;
      enterRow(row, pass ? -1 : 1, width);
      if (pass) beginRow();
      for (let col = 0; col < width; col++) {
        const x = pass ? width - 1 - col : col;
        const p = start + x;
        const range = <usize>(p * each);
        const n = load<i32>(count + range);
        if (n == 0) {
          if (pass) {
            store<f32>(disparity + (<usize>p << 2), f32.NaN);
            store<f32>(distinctness + (<usize>p << 2), 0);
            store<u8>(ambiguity + <usize>p, 0);
          }
          continue;
        }
        const d = load<i32>(low + range);
        const lanes = (n + 7) & ~7;
        const tail = beyond(n - lanes + 8);
        if (pass) at -= <usize>lanes;
        const c = volume + at;
        const s = volumeSums + (at << 1);
        if (!pass) costs(left + (<usize>p << 3), right + (<usize>start << 3), x, width, d, lanes, bits, c);
        const off = <usize>(x + 2) * entry + (GAP << 1);
        for (let path: usize = 0; path < half; path++) {
          const back = pathBack(path);
          const before = <usize>((p - back) * each);
          const dx = pass ? -dxOf(path) : dxOf(path);
          const known = <u32>(x - dx) < <u32>width && row >= dyOf(path);
          const m = known ? load<i32>(count + before) : 0;
          step(
            c, pathFrom(path) + off, pathTo(path) + off, d, n,
            known ? load<i32>(low + before) : 0, m,
            factor, near, p2Of(guide, penalty, contrast, p, back), cap, lanes, tail,
          );
        }
        if (pass) {
          sum(off, total, lanes, s);
          const last = total + (<usize>(lanes - 8) << 1);
          v128.store(last, v128.or(v128.load(last), tail));
          const to = <usize>p << 2;
          pick(total, n, d, x, disparity + to, distinctness + to, ambiguity + <usize>p);
        } else {
          sum(off, s, lanes, 0);
          at += <usize>lanes;
        }
      }
      if (pass) endRow(winners + (<usize>start << 2), width);
    }
  }
}
