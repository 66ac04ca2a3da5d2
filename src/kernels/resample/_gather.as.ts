// Values at arbitrary positions: loops in registers for unwidened bilinear and 4 x 4 kernels, the general way elsewhere.
import { isNaN64, method, sampleAt, source, sourceHeight, sourceWidth, widenX, widenY } from './_sampler.as';
import { BILINEAR, CUBIC, cubicInner, cubicOuter, CUBICSPLINE, splineInner, splineOuter } from './_taps.as';

export function gather(x: usize, y: usize, count: i32, out: usize): void {
  const widened = widenX || widenY;
  if (method == BILINEAR && !widened) bilinear(x, y, count, out);
  else if (method == CUBIC && !widened) fourByFour<Keys>(x, y, count, out);
  else if (method == CUBICSPLINE && !widened) fourByFour<Spline>(x, y, count, out);
  else anyMethod(x, y, count, out);
}

function anyMethod(x: usize, y: usize, count: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    store<f32>(out + (i << 2), <f32>sampleAt(load<f64>(x + (i << 3)), load<f64>(y + (i << 3))));
  }
}

// In what follows lane 0 belongs to the column axis and lane 1 to the row axis, until weights meet samples.

function bilinear(x: usize, y: usize, count: i32, out: usize): void {
  const stride = <usize>sourceWidth << 2;
  const last = lastFirst(2);
  for (let i: usize = 0; i < <usize>count; i++) {
    const u = positions(x + (i << 3), y + (i << 3));
    const first = f64x2.add(f64x2.floor(f64x2.sub(u, f64x2(1.0, 1.0))), f64x2(1.0, 1.0));
    let value: f64 = NaN;
    if (isInside(first, last)) {
      const at = addressOf(first);
      const t0 = f64x2.abs(f64x2.sub(u, first));
      const t1 = f64x2.abs(f64x2.sub(u, f64x2.add(first, f64x2(1.0, 1.0))));
      const w0 = f64x2.sub(f64x2(1.0, 1.0), t0);
      const w1 = f64x2.sub(f64x2(1.0, 1.0), t1);
      const top = f64x2.mul(rowWeight(w0), pair(at));
      const sums = f64x2.add(top, f64x2.mul(rowWeight(w1), pair(at + stride)));
      const products = f64x2.mul(columnPair(w0, w1), sums);
      value = f64x2.extract_lane(products, 0) + f64x2.extract_lane(products, 1);
    }
    if (isNaN64(value)) value = sampleAt(load<f64>(x + (i << 3)), load<f64>(y + (i << 3)));
    store<f32>(out + (i << 2), <f32>value);
  }
}

abstract class Keys {}
abstract class Spline {}

// @ts-ignore: decorator
@inline
function inner<K>(t: v128): v128 {
  return idof<K>() == idof<Keys>() ? cubicInner(t) : splineInner(t);
}

// @ts-ignore: decorator
@inline
function outer<K>(t: v128): v128 {
  return idof<K>() == idof<Keys>() ? cubicOuter(t) : splineOuter(t);
}

function fourByFour<K>(x: usize, y: usize, count: i32, out: usize): void {
  const stride = <usize>sourceWidth << 2;
  const last = lastFirst(4);
  for (let i: usize = 0; i < <usize>count; i++) {
    const u = positions(x + (i << 3), y + (i << 3));
    const first = f64x2.add(f64x2.floor(f64x2.sub(u, f64x2(2.0, 2.0))), f64x2(1.0, 1.0));
    let value: f64 = NaN;
    if (isInside(first, last)) {
      const at = addressOf(first);
      const w0 = outer<K>(f64x2.abs(f64x2.sub(u, first)));
      const w1 = inner<K>(f64x2.abs(f64x2.sub(u, f64x2.add(first, f64x2(1.0, 1.0)))));
      const w2 = inner<K>(f64x2.abs(f64x2.sub(u, f64x2.add(first, f64x2(2.0, 2.0)))));
      const w3 = outer<K>(f64x2.abs(f64x2.sub(u, f64x2.add(first, f64x2(3.0, 3.0)))));
      const left = columnSums(at, stride, w0, w1, w2, w3);
      const right = columnSums(at + 8, stride, w0, w1, w2, w3);
      const products = f64x2.add(f64x2.mul(columnPair(w0, w1), left), f64x2.mul(columnPair(w2, w3), right));
      value = f64x2.extract_lane(products, 0) + f64x2.extract_lane(products, 1);
    }
    if (isNaN64(value)) value = sampleAt(load<f64>(x + (i << 3)), load<f64>(y + (i << 3)));
    store<f32>(out + (i << 2), <f32>value);
  }
}

// @ts-ignore: decorator
@inline
function columnSums(at: usize, stride: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  let sum = f64x2.mul(rowWeight(w0), pair(at));
  sum = f64x2.add(sum, f64x2.mul(rowWeight(w1), pair(at + stride)));
  sum = f64x2.add(sum, f64x2.mul(rowWeight(w2), pair(at + 2 * stride)));
  return f64x2.add(sum, f64x2.mul(rowWeight(w3), pair(at + 3 * stride)));
}

/** Largest first column and row for which `taps` samples lie inside. */
// @ts-ignore: decorator
@inline
function lastFirst(taps: i32): v128 {
  return f64x2.replace_lane(f64x2.splat(<f64>(sourceWidth - taps)), 1, <f64>(sourceHeight - taps));
}

/** Position minus half a pixel. */
// @ts-ignore: decorator
@inline
function positions(x: usize, y: usize): v128 {
  return f64x2.sub(v128.load64_lane(y, v128.load64_zero(x), 1), f64x2(0.5, 0.5));
}

/** False for NaN. */
// @ts-ignore: decorator
@inline
function isInside(first: v128, last: v128): bool {
  return i64x2.all_true(v128.and(f64x2.ge(first, f64x2(0.0, 0.0)), f64x2.le(first, last)));
}

// @ts-ignore: decorator
@inline
function addressOf(first: v128): usize {
  const index = i32x4.trunc_sat_f64x2_s_zero(first);
  return source + ((<usize>i32x4.extract_lane(index, 1) * sourceWidth + <usize>i32x4.extract_lane(index, 0)) << 2);
}

/** Two neighbouring samples in float64. */
// @ts-ignore: decorator
@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-ignore: decorator
@inline
function rowWeight(w: v128): v128 {
  return v128.shuffle<f64>(w, w, 1, 1);
}

// @ts-ignore: decorator
@inline
function columnPair(w0: v128, w1: v128): v128 {
  return v128.shuffle<f64>(w0, w1, 0, 2);
}
