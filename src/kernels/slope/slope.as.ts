import { gradients, p, present, q } from '../horn/_horn.as';

/** Arc tangent of a non-negative number in degrees: Cephes `atanf`, range reduction with one division. */
@inline
function atanDeg(t: v128): v128 {
  const one = f32x4.splat(1);
  const steep = f32x4.gt(t, f32x4.splat(2.414213562373095));
  const middle = f32x4.gt(t, f32x4.splat(0.4142135623730950));
  let above = v128.bitselect(f32x4.sub(t, one), t, middle);
  above = v128.bitselect(f32x4.splat(-1), above, steep);
  let below = v128.bitselect(f32x4.add(t, one), one, middle);
  below = v128.bitselect(t, below, steep);
  const x = f32x4.div(above, below);
  const z = f32x4.mul(x, x);
  let y = f32x4.sub(f32x4.mul(f32x4.splat(8.05374449538e-2), z), f32x4.splat(1.38776856032e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(1.99777106478e-1));
  y = f32x4.sub(f32x4.mul(y, z), f32x4.splat(3.33329491539e-1));
  y = f32x4.add(f32x4.mul(f32x4.mul(y, z), x), x);
  let base = v128.and(f32x4.splat(45), middle);
  base = v128.bitselect(f32x4.splat(90), base, steep);
  return f32x4.add(base, f32x4.mul(y, f32x4.splat(57.29577951308232)));
}

/** Slopes of the four pixels whose gradient was set. */
@inline
function slopes(percent: bool): v128 {
  const t = f32x4.sqrt(f32x4.add(f32x4.mul(p, p), f32x4.mul(q, q)));
  const valid = v128.and(present, f32x4.lt(t, f32x4.splat(f32.POSITIVE_INFINITY)));
  const result = percent ? f32x4.mul(t, f32x4.splat(100)) : atanDeg(t);
  return v128.bitselect(result, f32x4.splat(f32.NaN), valid);
}

export function slope(
  heights: usize, out: usize, width: i32, height: i32, factorX: f32, factorY: f32, percent: i32, replace: i32,
): void {
  const kx = f32x4.splat(factorX);
  const ky = f32x4.splat(factorY);
  const stride = <usize>width << 2;
  const inner = width - 2;
  for (let row = 0; row < height - 2; row++) {
    const source = heights + <usize>row * stride;
    const target = out + ((<usize>row * <usize>inner) << 2);
    if (inner < 4) {
      gradients(source, stride, kx, ky, replace != 0);
      const narrow = slopes(percent != 0);
      v128.store32_lane(target, narrow, 0);
      if (inner > 1) v128.store32_lane(target, narrow, 1, 4);
      if (inner > 2) v128.store32_lane(target, narrow, 2, 8);
      continue;
    }
    for (let col = 0; col < inner; col += 4) {
      const start = <usize>min(col, inner - 4) << 2;
      gradients(source + start, stride, kx, ky, replace != 0);
      v128.store(target + start, slopes(percent != 0));
    }
  }
}
