// Two pixels at a time in float64. Samples that do not count leave the sums untouched by selection, not by weight 0:
// NaN and infinities must not get in.

/** Two f32 samples as f64. */
@inline
function pair(a: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(a));
}

@inline
function counts(v: v128, w: v128): v128 {
  return v128.and(f64x2.eq(v, v), f64x2.gt(w, f64x2.splat(0)));
}

/** Two f64 as f32, the second one only when the pixel exists. */
@inline
function put(a: usize, v: v128, both: bool): void {
  const narrow = f32x4.demote_f64x2_zero(v);
  if (both) v128.store64_lane(a, narrow, 0);
  else v128.store32_lane(a, narrow, 0);
}

@inline
function putInts(a: usize, v: v128, both: bool): void {
  const narrow = i32x4.shuffle(v, v, 0, 2, 0, 2);
  if (both) v128.store64_lane(a, narrow, 0);
  else v128.store32_lane(a, narrow, 0);
}

export function accumulate(
  values: usize, weights: usize, count: i32, length: usize,
  mean: usize, weight: usize, sigma: usize, number: usize, dominant: usize,
): void {
  const plane = length << 2;
  const track = (number | dominant) != 0;
  for (let pixel: usize = 0; pixel < length; pixel += 2) {
    const both = pixel + 1 < length;
    const at = pixel << 2;
    let total = f64x2.splat(0);
    let weighted = f64x2.splat(0);
    let contributors = i64x2.splat(0);
    let first = i64x2.splat(-1);
    let greatest = f64x2.splat(0);
    let v = values + at;
    let w = weights + at;
    for (let k = 0; k < count; k++) {
      const value = pair(v);
      const share = pair(w);
      const valid = counts(value, share);
      total = v128.bitselect(f64x2.add(total, share), total, valid);
      weighted = v128.bitselect(f64x2.add(weighted, f64x2.mul(share, value)), weighted, valid);
      if (track) {
        contributors = i64x2.sub(contributors, valid);
        const greater = v128.and(valid, f64x2.gt(share, greatest));
        greatest = v128.bitselect(share, greatest, greater);
        first = v128.bitselect(i64x2.splat(k), first, greater);
      }
      v += plane;
      w += plane;
    }
    const average = f64x2.div(weighted, total);
    if (mean) put(mean + at, average, both);
    if (weight) put(weight + at, total, both);
    if (number) putInts(number + at, contributors, both);
    if (dominant) putInts(dominant + at, first, both);
    if (sigma) put(sigma + at, spread(values + at, weights + at, count, plane, average, total), both);
  }
}

@inline
function spread(values: usize, weights: usize, count: i32, plane: usize, average: v128, total: v128): v128 {
  let squares = f64x2.splat(0);
  let v = values;
  let w = weights;
  for (let k = 0; k < count; k++) {
    const value = pair(v);
    const share = pair(w);
    const off = f64x2.sub(value, average);
    const sum = f64x2.add(squares, f64x2.mul(share, f64x2.mul(off, off)));
    squares = v128.bitselect(sum, squares, counts(value, share));
    v += plane;
    w += plane;
  }
  return f64x2.sqrt(f64x2.div(squares, total));
}
