// Eight samples per step. The rest of a line is done four wide and stored sample by sample.

@inline
function filter4(at: usize, step: usize, taps: usize, radius: i32): v128 {
  let sum = f32x4.mul(v128.load32_splat(taps), v128.load(at));
  let before = at;
  let after = at;
  for (let d = 1; d <= radius; d++) {
    before -= step;
    after += step;
    const tap = v128.load32_splat(taps + (<usize>d << 2));
    sum = f32x4.add(sum, f32x4.mul(tap, f32x4.add(v128.load(before), v128.load(after))));
  }
  return sum;
}

/** One output line; `step` is the distance in bytes between the samples that a filter combines. */
function line(source: usize, target: usize, step: usize, width: i32, taps: usize, radius: i32): void {
  let col = 0;
  for (; col + 8 <= width; col += 8) {
    const at = source + (<usize>col << 2);
    let before = at;
    let after = at;
    const centre = v128.load32_splat(taps);
    let low = f32x4.mul(centre, v128.load(at));
    let high = f32x4.mul(centre, v128.load(at, 16));
    for (let d = 1; d <= radius; d++) {
      before -= step;
      after += step;
      const tap = v128.load32_splat(taps + (<usize>d << 2));
      low = f32x4.add(low, f32x4.mul(tap, f32x4.add(v128.load(before), v128.load(after))));
      high = f32x4.add(high, f32x4.mul(tap, f32x4.add(v128.load(before, 16), v128.load(after, 16))));
    }
    v128.store(target + (<usize>col << 2), low);
    v128.store(target + (<usize>col << 2), high, 16);
  }
  for (; col < width; col += 4) {
    const rest = filter4(source + (<usize>col << 2), step, taps, radius);
    const at = target + (<usize>col << 2);
    v128.store32_lane(at, rest, 0);
    if (col + 1 < width) v128.store32_lane(at, rest, 1, 4);
    if (col + 2 < width) v128.store32_lane(at, rest, 2, 8);
    if (col + 3 < width) v128.store32_lane(at, rest, 3, 12);
  }
}

export function gaussian(
  plane: usize, taps: usize, out: usize, scratch: usize, width: i32, height: i32, radius: i32,
): void {
  const inner = width - 2 * radius;
  const stride = <usize>inner << 2;
  const margin = <usize>radius << 2;
  for (let row = 0; row < height; row++) {
    const source = plane + ((<usize>row * <usize>width) << 2) + margin;
    line(source, scratch + <usize>row * stride, 4, inner, taps, radius);
  }
  for (let row = 0; row < height - 2 * radius; row++) {
    line(scratch + <usize>(row + radius) * stride, out + <usize>row * stride, stride, inner, taps, radius);
  }
}
