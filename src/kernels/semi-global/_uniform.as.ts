// All pixels have the same disparities and no path cost exceeds 254: 16 disparities per vector.
//
// Path costs of a pixel lie between two gaps of 16 bytes: byte 0 after and byte -1 before the costs are 255 (no neighbour), byte -8
// is the least cost. Two columns of zeros on either side and rows of zeros before the first are where paths begin.

import { costs } from './_cost.as';
import { dxOf, dyOf, enterRow, half, p2Of, preparePaths, rowBefore, rowNow } from './_paths.as';
import { beginRow, beyond, endRow, pick, prepareRight } from './_winner.as';

const GAP: usize = 16;

@inline
function least8(v: v128): u8 {
  let m = i8x16.min_u(v, i64x2.shuffle(v, v, 1, 0));
  m = i8x16.min_u(m, i32x4.shuffle(m, m, 1, 0, 3, 2));
  m = i8x16.min_u(m, i16x8.shuffle(m, m, 1, 0, 3, 2, 5, 4, 7, 6));
  return min(i8x16.extract_lane_u(m, 0), i8x16.extract_lane_u(m, 1));
}

/** One step of a path: costs at `c`, path costs of the pixel before at `from`, result at `to`. */
@inline
function step(c: usize, from: usize, to: usize, lanes: usize, p1: v128, p2: i32): void {
  const m = <i32>load<u8>(from - 8);
  const least = i8x16.splat(<i8>m);
  const jump = i8x16.splat(<i8>(m + p2));
  let all = i64x2.splat(-1);
  for (let k: usize = 0; k < lanes; k += 16) {
    const at = from + k;
    const near = i8x16.add_sat_u(i8x16.min_u(v128.load(at - 1), v128.load(at + 1)), p1);
    const best = i8x16.min_u(i8x16.min_u(v128.load(at), near), jump);
    const value = i8x16.add_sat_u(v128.load(c + k), i8x16.sub(best, least));
    v128.store(to + k, value);
    all = i8x16.min_u(all, value);
  }
  store<u8>(to - 8, least8(all));
}

/** Adds the costs of four paths (two with `pair`) to `sums`, or begins them. */
@inline
function sum(first: usize, off: usize, sums: usize, lanes: usize, pair: bool, begin: bool): void {
  const a = rowNow(first) + off;
  const b = rowNow(first + 1) + off;
  const c = pair ? a : rowNow(first + 2) + off;
  const d = pair ? a : rowNow(first + 3) + off;
  for (let k: usize = 0; k < lanes; k += 16) {
    const va = v128.load(a + k), vb = v128.load(b + k);
    let low = i16x8.add(i16x8.extend_low_i8x16_u(va), i16x8.extend_low_i8x16_u(vb));
    let high = i16x8.add(i16x8.extend_high_i8x16_u(va), i16x8.extend_high_i8x16_u(vb));
    if (!pair) {
      const vc = v128.load(c + k), vd = v128.load(d + k);
      low = i16x8.add(low, i16x8.add(i16x8.extend_low_i8x16_u(vc), i16x8.extend_low_i8x16_u(vd)));
      high = i16x8.add(high, i16x8.add(i16x8.extend_high_i8x16_u(vc), i16x8.extend_high_i8x16_u(vd)));
    }
    const at = sums + (k << 1);
    if (!begin) {
      low = i16x8.add(low, v128.load(at));
      high = i16x8.add(high, v128.load(at, 16));
    }
    v128.store(at, low);
    v128.store(at, high, 16);
  }
}

@inline
function sumAll(off: usize, sums: usize, lanes: usize, begin: bool): void {
  if (half == 2) {
    sum(0, off, sums, lanes, true, begin);
  } else {
    sum(0, off, sums, lanes, false, begin);
    if (half == 8) sum(4, off, sums, lanes, false, false);
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
  disparity: usize, winners: usize, distinctness: usize, scratch: usize,
): void {
  const lanes = (count + 15) & ~15;
  const size = <usize>lanes;
  const entry = size + GAP;
  const near = i8x16.splat(<i8>p1);
  const pixels = <usize>width * <usize>height;
  const volume = scratch;
  const sums = volume + pixels * size;
  const total = sums + pixels * size * 2 + 16;
  const rings = total + size * 2 + 16;
  let end = preparePaths(paths, rings, <usize>(width + 5) * entry);
  prepareRight(end, width, low, low + count - 1);
  for (let pass = 0; pass < 2; pass++) {
    clear(rings, end, entry);
    for (let row = 0; row < height; row++) {
      const y = pass ? height - 1 - row : row;
      const start = y * width;
      const strings = right + (<usize>start << 3);
      enterRow(row);
      if (pass) beginRow();
      for (let col = 0; col < width; col++) {
        const x = pass ? width - 1 - col : col;
        const p = start + x;
        const c = volume + <usize>p * size;
        if (!pass) {
          costs(left + (<usize>p << 3), strings, x, width, low, lanes, bits, c);
          for (let k = count; k < lanes; k++) store<u8>(c + <usize>k, 255);
        }
        const off = <usize>(x + 2) * entry + GAP;
        for (let path: usize = 0; path < half; path++) {
          const dx = pass ? -dxOf(path) : dxOf(path);
          const dy = pass ? -dyOf(path) : dyOf(path);
          const p2 = p2Of(guide, penalty, contrast, p, dy * width + dx);
          step(c, rowBefore(path) + off - <usize>dx * entry, rowNow(path) + off, size, near, p2);
        }
        const s = sums + ((<usize>p * size) << 1);
        if (!pass) {
          sumAll(off, s, size, true);
          continue;
        }
        memory.copy(total, s, size << 1);
        sumAll(off, total, size, false);
        for (let k = count & ~7; k < lanes; k += 8) {
          const at = total + (<usize>k << 1);
          v128.store(at, v128.or(v128.load(at), beyond(count - k)));
        }
        const to = <usize>p << 2;
        pick(total, count, low, x, disparity + to, distinctness + to);
      }
      if (pass) endRow(winners + (<usize>start << 2), width);
    }
  }
}
