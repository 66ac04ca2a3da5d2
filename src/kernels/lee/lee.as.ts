// Sums over columns first, then over rows, both from scratch for every pixel: what a sample becomes does not depend on where the plane
// begins. Four pixels at a time, sums in float64.

/** Columns' sums, sums of squares and counts; see `bytes` in index.ts. */
let sums: usize;
let squares: usize;
let counts: usize;

export function lee(
  power: usize, out: usize, scratch: usize, width: i32, height: i32, radius: i32, looks: f64,
): void {
  const padded = (<usize>width + 7) & ~3;
  sums = scratch;
  squares = sums + (padded << 3);
  counts = squares + (padded << 3);
  const size = 2 * radius + 1;
  const inner = width - 2 * radius;
  const stride = <usize>width << 2;
  for (let row = 0; row <= height - size; row++) {
    const top = power + <usize>row * stride;
    sumColumns(top, stride, width, size);
    const centre = top + <usize>radius * stride + (<usize>radius << 2);
    const line = out + ((<usize>row * <usize>inner) << 2);
    for (let col = 0; col < inner; col += 4) {
      const filtered = filter(v128.load(centre + (<usize>col << 2)), <usize>col, size, looks);
      const to = line + (<usize>col << 2);
      if (col + 4 <= inner) {
        v128.store(to, filtered);
      } else {
        v128.store32_lane(to, filtered, 0);
        if (col + 1 < inner) v128.store32_lane(to, filtered, 1, 4);
        if (col + 2 < inner) v128.store32_lane(to, filtered, 2, 8);
      }
    }
  }
}

function sumColumns(top: usize, stride: usize, width: i32, size: i32): void {
  for (let col: usize = 0; col < <usize>width; col += 4) {
    let low = f64x2.splat(0), high = f64x2.splat(0);
    let low2 = f64x2.splat(0), high2 = f64x2.splat(0);
    let count = i32x4.splat(0);
    let at = top + (col << 2);
    for (let y = 0; y < size; y++) {
      const raw = v128.load(at);
      const present = f32x4.eq(raw, raw);
      const value = v128.and(raw, present);
      const a = f64x2.promote_low_f32x4(value);
      const b = f64x2.promote_low_f32x4(i64x2.shuffle(value, value, 1, 1));
      count = i32x4.sub(count, present);
      low = f64x2.add(low, a);
      high = f64x2.add(high, b);
      low2 = f64x2.add(low2, f64x2.mul(a, a));
      high2 = f64x2.add(high2, f64x2.mul(b, b));
      at += stride;
    }
    v128.store(sums + (col << 3), low);
    v128.store(sums + (col << 3), high, 16);
    v128.store(squares + (col << 3), low2);
    v128.store(squares + (col << 3), high2, 16);
    v128.store(counts + (col << 2), count);
  }
}

@inline
function filter(value: v128, col: usize, size: i32, looks: f64): v128 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  let low2 = f64x2.splat(0), high2 = f64x2.splat(0);
  let count = i32x4.splat(0);
  let sum = sums + (col << 3);
  let square = squares + (col << 3);
  let number = counts + (col << 2);
  for (let x = 0; x < size; x++) {
    low = f64x2.add(low, v128.load(sum));
    high = f64x2.add(high, v128.load(sum, 16));
    low2 = f64x2.add(low2, v128.load(square));
    high2 = f64x2.add(high2, v128.load(square, 16));
    count = i32x4.add(count, v128.load(number));
    sum += 8;
    square += 8;
    number += 4;
  }
  const a = shrink(f64x2.promote_low_f32x4(value), low, low2, f64x2.convert_low_i32x4_s(count), looks);
  const b = shrink(
    f64x2.promote_low_f32x4(i64x2.shuffle(value, value, 1, 1)),
    high, high2, f64x2.convert_low_i32x4_s(i64x2.shuffle(count, count, 1, 1)), looks,
  );
  return i64x2.shuffle(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 2);
}

/** The operations of shrink.ts; NaN where the value is. */
@inline
function shrink(value: v128, sum: v128, square: v128, count: v128, looks: f64): v128 {
  const mean = f64x2.div(sum, count);
  const mean2 = f64x2.mul(mean, mean);
  const variance = f64x2.sub(f64x2.div(square, count), mean2);
  const signal = f64x2.div(
    f64x2.sub(variance, f64x2.div(mean2, f64x2.splat(looks))),
    f64x2.splat(1 + 1 / looks),
  );
  const moved = f64x2.add(mean, f64x2.mul(f64x2.div(signal, variance), f64x2.sub(value, mean)));
  const estimate = v128.bitselect(moved, mean, f64x2.gt(signal, f64x2.splat(0)));
  return v128.bitselect(estimate, value, f64x2.eq(value, value));
}
