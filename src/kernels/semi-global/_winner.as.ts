// From the sums of one pixel at a time (right to left) to the winners of both views.
//
// The right view needs the least sum over all (x, d) with the same x + d. Sums of a pixel lie beside each other in d, so they meet
// a row of minima as vectors; eight such rows, one per alignment, keep every store aligned with the loads that follow it.

const NO_MATCH: i32 = -0x8000;

let first: i32 = 0;
let length: usize = 0;
let minima: usize = 0;
let owners: usize = 0;

/** Lanes of a pixel's sums from `count` on: all bits set. */
@inline
export function beyond(count: i32): v128 {
  return i16x8.gt_s(i16x8(1, 2, 3, 4, 5, 6, 7, 8), i16x8.splat(<i16>count));
}

@inline
export function least16(v: v128): i32 {
  let m = i16x8.min_u(v, i64x2.shuffle(v, v, 1, 0));
  m = i16x8.min_u(m, i32x4.shuffle(m, m, 1, 0, 3, 2));
  return min(<i32>i16x8.extract_lane_u(m, 0), <i32>i16x8.extract_lane_u(m, 1));
}

/** `low` and `high`: the least and greatest disparity of all pixels. Returns the end of the memory used. */
export function prepareRight(at: usize, width: i32, low: i32, high: i32): usize {
  first = min(low, 0);
  length = (<usize>(width + max(high, 0) - first) + 24) & ~7;
  minima = at;
  owners = at + 16 * length;
  return at + 32 * length;
}

export function beginRow(): void {
  memory.fill(minima, 0xff, 16 * length);
}

/** `sums`: lanes from `count` on are 0xffff, in 16-byte steps. */
export function pick(
  sums: usize, count: i32, low: i32, x: i32, disparity: usize, distinctness: usize, ambiguity: usize,
): void {
  const place = x + low - first;
  const row = (<usize>(place & 7) * length + <usize>place) << 1;
  let target = minima + row;
  let owner = owners + row;
  const end = sums + (<usize>((count + 7) & ~7) << 1);
  const begin = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  const eight = i16x8.splat(8);
  const base = i16x8.splat(<i16>low);
  let index = begin;
  let m = i64x2.splat(-1);
  let winner = i64x2.splat(0);
  for (let at = sums; at < end; at += 16, target += 16, owner += 16) {
    const v = v128.load(at);
    const lower = i16x8.min_u(m, v);
    winner = v128.bitselect(winner, index, i16x8.eq(lower, m));
    m = lower;
    const old = v128.load(target);
    const less = i16x8.min_u(v, old);
    v128.store(target, less);
    v128.store(owner, v128.bitselect(v128.load(owner), i16x8.add(base, index), i16x8.eq(less, old)));
    index = i16x8.add(index, eight);
  }
  const least = least16(m);
  const k = least16(v128.or(winner, i16x8.ne(m, i16x8.splat(<i16>least))));
  const at = sums + (<usize>k << 1);
  let vertex: f64 = 0;
  if (k > 0 && k + 1 < count) {
    const a = <i32>load<u16>(at - 2);
    const c = <i32>load<u16>(at, 2);
    const bend = a + c - 2 * least;
    if (bend > 0) vertex = <f64>(a - c) / <f64>(2 * bend);
  }
  store<f32>(disparity, <f32>(<f64>(low + k) + vertex));
  const two = i16x8.splat(2);
  index = i16x8.sub(begin, i16x8.splat(<i16>(k - 1)));
  m = i64x2.splat(-1);
  const limit = i16x8.splat(<i16>min(least + (least >> 3), 0xfffe));
  let rivals = i64x2.splat(0);
  for (let from = sums; from < end; from += 16) {
    const near = i16x8.eq(i16x8.min_u(index, two), index);
    const other = v128.or(v128.load(from), near);
    m = i16x8.min_u(m, other);
    rivals = i16x8.sub(rivals, i16x8.le_u(other, limit));
    index = i16x8.add(index, eight);
  }
  rivals = i32x4.extadd_pairwise_i16x8_u(rivals);
  rivals = i32x4.add(rivals, i64x2.shuffle(rivals, rivals, 1, 0));
  store<u8>(ambiguity, <u8>min(i32x4.extract_lane(rivals, 0) + i32x4.extract_lane(rivals, 1), 255));
  const second = least16(m);
  const none = second == 0xffff || second == 0;
  store<f32>(distinctness, none ? 0 : <f32>(<f64>(second - least) / <f64>second));
}

/** Winners of the right view, from the eight rows of minima, in whole vectors. */
export function endRow(right: usize, width: i32): void {
  for (let x = 0; x < width; x += 8) {
    let least = i64x2.splat(-1);
    let winner = i64x2.splat(0);
    for (let phase: usize = 0; phase < 8; phase++) {
      const at = (phase * length + <usize>(x - first)) << 1;
      const v = v128.load(minima + at);
      const d = v128.load(owners + at);
      const take = v128.or(i16x8.lt_u(v, least), v128.and(i16x8.eq(v, least), i16x8.lt_s(d, winner)));
      least = v128.bitselect(v, least, take);
      winner = v128.bitselect(d, winner, take);
    }
    const none = i16x8.eq(least, i64x2.splat(-1));
    const there = v128.bitselect(i16x8.splat(<i16>NO_MATCH), winner, none);
    v128.store(right + (<usize>x << 1), there);
  }
}
