// Four blocks at a time, each in a lane of its own, so that every sum is taken in the order of its definition.

export function multilook(power: usize, out: usize, width: i32, height: i32, looksX: i32, looksY: i32): void {
  const columns = width / looksX;
  const rows = height / looksY;
  const stride = <usize>width << 2;
  for (let row = 0; row < rows; row++) {
    const line = power + <usize>(row * looksY) * stride;
    const target = out + ((<usize>row * <usize>columns) << 2);
    for (let col = 0; col < columns; col += 4) {
      const last = columns - 1 - col;
      const at = line + (<usize>(col * looksX) << 2);
      const means = meansOf(at, block(1, last, looksX), block(2, last, looksX), block(3, last, looksX), stride, looksX, looksY);
      const to = target + (<usize>col << 2);
      if (last >= 3) {
        v128.store(to, means);
      } else {
        v128.store32_lane(to, means, 0);
        if (last >= 1) v128.store32_lane(to, means, 1, 4);
        if (last >= 2) v128.store32_lane(to, means, 2, 8);
      }
    }
  }
}

/** Bytes from the first block to another; those beyond the last are the last once more. */
@inline
function block(index: i32, last: i32, looksX: i32): usize {
  return <usize>(min(index, last) * looksX) << 2;
}

@inline
function meansOf(at: usize, b: usize, c: usize, d: usize, stride: usize, looksX: i32, looksY: i32): v128 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let count = i32x4.splat(0);
  for (let y = 0; y < looksY; y++) {
    let from = at + <usize>y * stride;
    for (let x = 0; x < looksX; x++) {
      let v = v128.load32_zero(from);
      v = v128.load32_lane(from + b, v, 1);
      v = v128.load32_lane(from + c, v, 2);
      v = v128.load32_lane(from + d, v, 3);
      const present = f32x4.eq(v, v);
      v = v128.and(v, present);
      count = i32x4.sub(count, present);
      low = f64x2.add(low, f64x2.promote_low_f32x4(v));
      high = f64x2.add(high, f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1)));
      from += 4;
    }
  }
  const lowMean = f64x2.div(low, f64x2.convert_low_i32x4_s(count));
  const highMean = f64x2.div(high, f64x2.convert_low_i32x4_s(i64x2.shuffle(count, count, 1, 1)));
  return i64x2.shuffle(f32x4.demote_f64x2_zero(lowMean), f32x4.demote_f64x2_zero(highMean), 0, 2);
}
