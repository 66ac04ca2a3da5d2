import { gradientX, gradientY, orCentre } from '../horn/_horn.as';

// Four pixels per step. The last step of a row is moved back to end with the row, so that only rows narrower than
// four pixels need single stores.

@inline
function shade(p: v128, q: v128, up: v128, east: v128, north: v128): v128 {
  const flat = f32x4.splat(1);
  const length = f32x4.sqrt(f32x4.add(flat, f32x4.add(f32x4.mul(p, p), f32x4.mul(q, q))));
  return f32x4.div(f32x4.sub(up, f32x4.sub(f32x4.mul(q, north), f32x4.mul(p, east))), length);
}

/** Grey levels of four pixels as 32-bit integers; `a` is the address of the north-western neighbour. */
@inline
function grey(
  a: usize, stride: usize, kx: v128, ky: v128, up: v128, east: v128, north: v128, replace: bool,
): v128 {
  const b = a + stride;
  const c = b + stride;
  let nw = v128.load(a), n = v128.load(a, 4), ne = v128.load(a, 8);
  let w = v128.load(b), e = v128.load(b, 8);
  let sw = v128.load(c), s = v128.load(c, 4), se = v128.load(c, 8);
  const centre = v128.load(b, 4);
  const present = f32x4.eq(centre, centre);
  let light = shade(gradientX(nw, ne, w, e, sw, se, kx), gradientY(nw, n, ne, sw, s, se, ky), up, east, north);
  let valid = v128.and(present, f32x4.eq(light, light));
  if (replace && !i32x4.all_true(valid)) {
    nw = orCentre(nw, centre); n = orCentre(n, centre); ne = orCentre(ne, centre);
    w = orCentre(w, centre); e = orCentre(e, centre);
    sw = orCentre(sw, centre); s = orCentre(s, centre); se = orCentre(se, centre);
    light = shade(gradientX(nw, ne, w, e, sw, se, kx), gradientY(nw, n, ne, sw, s, se, ky), up, east, north);
    valid = v128.and(present, f32x4.eq(light, light));
  }
  const level = i32x4.trunc_sat_f32x4_s(f32x4.add(light, f32x4.splat(1.5)));
  return v128.and(i32x4.max_s(level, i32x4.splat(1)), valid);
}

@inline
function bytes(levels: v128): v128 {
  const shorts = i16x8.narrow_i32x4_s(levels, levels);
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
      const narrow = bytes(grey(source, stride, kx, ky, up, east, north, replace != 0));
      for (let col = 0; col < inner; col++) {
        store<u8>(target + col, <u8>(i32x4.extract_lane(narrow, 0) >>> (col << 3)));
      }
      continue;
    }
    for (let col = 0; col < inner; col += 4) {
      const start = <usize>min(col, inner - 4);
      v128.store32_lane(target + start, bytes(grey(source + (start << 2), stride, kx, ky, up, east, north, replace != 0)), 0);
    }
  }
}
