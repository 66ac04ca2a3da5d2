import { gradients, p, present, q } from '../horn/_horn.as';

// Four pixels per step. The last step of a row is moved back to end with the row, so that only rows narrower than
// four pixels need single stores.

/** Grey levels of the four pixels whose gradient was set, in the first four bytes. */
@inline
function grey(up: v128, east: v128, north: v128): v128 {
  const length = f32x4.sqrt(f32x4.add(f32x4.splat(1), f32x4.add(f32x4.mul(p, p), f32x4.mul(q, q))));
  const light = f32x4.div(f32x4.sub(up, f32x4.sub(f32x4.mul(q, north), f32x4.mul(p, east))), length);
  const level = i32x4.max_s(i32x4.trunc_sat_f32x4_s(f32x4.add(light, f32x4.splat(1.5))), i32x4.splat(1));
  const valid = v128.and(level, v128.and(present, f32x4.eq(light, light)));
  const shorts = i16x8.narrow_i32x4_s(valid, valid);
  return i8x16.narrow_i16x8_u(shorts, shorts);
}

export function hillshade(
  heights: usize, out: usize, width: i32, height: i32, factorX: f32, factorY: f32,
  lightUp: f32, lightEast: f32, lightNorth: f32, replace: i32,
): void {
  const kx = f32x4.splat(factorX);
  const ky = f32x4.splat(factorY);
  const up = f32x4.splat(lightUp);
  const east = f32x4.splat(lightEast);
  const north = f32x4.splat(lightNorth);
  const stride = <usize>width << 2;
  const inner = width - 2;
  for (let row = 0; row < height - 2; row++) {
    const source = heights + <usize>row * stride;
    const target = out + <usize>row * <usize>inner;
    if (inner < 4) {
      gradients(source, stride, kx, ky, replace != 0);
      const narrow = i32x4.extract_lane(grey(up, east, north), 0);
      for (let col = 0; col < inner; col++) store<u8>(target + col, <u8>(narrow >>> (col << 3)));
      continue;
    }
    for (let col = 0; col < inner; col += 4) {
      const start = <usize>min(col, inner - 4);
      gradients(source + (start << 2), stride, kx, ky, replace != 0);
      v128.store32_lane(target + start, grey(up, east, north), 0);
    }
  }
}
