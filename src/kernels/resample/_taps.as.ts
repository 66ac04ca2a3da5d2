// Weights of the samples along one axis: the same operations, in the same order, as taps.ts, two taps at a time.

export const NEAREST: i32 = 0;
export const BILINEAR: i32 = 1;
export const CUBIC: i32 = 2;
export const CUBICSPLINE: i32 = 3;
export const LANCZOS: i32 = 4;
export const AVERAGE: i32 = 5;

/** First sample of the last call of axisTaps. */
export let tapFirst: i32 = 0;

// @ts-ignore: decorator
@inline
function radiusOf(method: i32): f64 {
  if (method == BILINEAR) return 1.0;
  return method == LANCZOS ? 3.0 : 2.0;
}

/** Writes the weights (padded with a zero to an even number) and returns their number; the first index is in tapFirst. */
export function axisTaps(method: i32, scale: f64, widened: bool, position: f64, weights: usize): i32 {
  if (method == AVERAGE) return boxTaps(scale, position, weights);
  const u = position - 0.5;
  const width = widened ? scale : 1.0;
  const radius = radiusOf(method) * width;
  const first = <i32>floor<f64>(u - radius) + 1;
  const count = <i32>floor<f64>(u + radius) - first + 1;
  tapFirst = first;
  const position2 = f64x2.splat(u);
  const width2 = f64x2.splat(width);
  for (let k = 0; k < count; k += 2) {
    const index = f64x2.add(f64x2.splat(<f64>(first + k)), f64x2(0.0, 1.0));
    const t = f64x2.div(f64x2.abs(f64x2.sub(position2, index)), width2);
    v128.store(weights + (<usize>k << 3), kernelWeight(method, t));
  }
  if (count & 1) store<f64>(weights + (<usize>count << 3), 0.0);
  if (method == LANCZOS || width != 1.0) normalise(weights, count);
  return count;
}

function boxTaps(scale: f64, position: f64, weights: usize): i32 {
  const low = position - scale / 2.0;
  const high = position + scale / 2.0;
  const first = <i32>floor<f64>(low);
  const count = max<i32>(1, <i32>ceil<f64>(high) - first);
  tapFirst = first;
  for (let k = 0; k < count; k++) {
    const left = <f64>(first + k);
    const overlap = max<f64>(0.0, min<f64>(high, left + 1.0) - max<f64>(low, left));
    store<f64>(weights + (<usize>k << 3), overlap);
  }
  if (count & 1) store<f64>(weights + (<usize>count << 3), 0.0);
  normalise(weights, count);
  return count;
}

function normalise(weights: usize, count: i32): void {
  let sum = 0.0;
  for (let k = 0; k < count; k++) sum += load<f64>(weights + (<usize>k << 3));
  for (let k = 0; k < count; k++) {
    const at = weights + (<usize>k << 3);
    store<f64>(at, load<f64>(at) / sum);
  }
}

// @ts-ignore: decorator
@inline
function splat(v: f64): v128 {
  return f64x2.splat(v);
}

/** Keys' kernel for t < 1 and for 1 <= t <= 2. */
// @ts-ignore: decorator
@inline
export function cubicInner(t: v128): v128 {
  const a = f64x2.sub(f64x2.mul(splat(1.5), t), splat(2.5));
  return f64x2.add(f64x2.mul(f64x2.mul(a, t), t), splat(1.0));
}

// @ts-ignore: decorator
@inline
export function cubicOuter(t: v128): v128 {
  const a = f64x2.add(f64x2.mul(splat(-0.5), t), splat(2.5));
  const b = f64x2.sub(f64x2.mul(a, t), splat(4.0));
  return f64x2.add(f64x2.mul(b, t), splat(2.0));
}

/** B-spline for t < 1 and for 1 <= t <= 2. */
// @ts-ignore: decorator
@inline
export function splineInner(t: v128): v128 {
  const a = f64x2.sub(f64x2.mul(splat(3.0), t), splat(6.0));
  return f64x2.div(f64x2.add(f64x2.mul(f64x2.mul(a, t), t), splat(4.0)), splat(6.0));
}

// @ts-ignore: decorator
@inline
export function splineOuter(t: v128): v128 {
  const a = f64x2.sub(splat(2.0), t);
  return f64x2.div(f64x2.mul(f64x2.mul(a, a), a), splat(6.0));
}

// @ts-ignore: decorator
@inline
function piecewise(inner: v128, outer: v128, t: v128): v128 {
  const below2 = v128.and(outer, f64x2.lt(t, splat(2.0)));
  return v128.bitselect(inner, below2, f64x2.lt(t, splat(1.0)));
}

function kernelWeight(method: i32, t: v128): v128 {
  if (method == BILINEAR) return v128.and(f64x2.sub(splat(1.0), t), f64x2.lt(t, splat(1.0)));
  if (method == CUBIC) return piecewise(cubicInner(t), cubicOuter(t), t);
  if (method == CUBICSPLINE) return piecewise(splineInner(t), splineOuter(t), t);
  const numerator = f64x2.mul(f64x2.mul(splat(3.0), sinPi(t)), sinPi(f64x2.div(t, splat(3.0))));
  const denominator = f64x2.mul(f64x2.mul(splat(Math.PI * Math.PI), t), t);
  const value = v128.and(f64x2.div(numerator, denominator), f64x2.lt(t, splat(3.0)));
  return v128.bitselect(splat(1.0), value, f64x2.eq(t, splat(0.0)));
}

// @ts-ignore: decorator
@inline
function step(p: v128, q: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(p, q), splat(coefficient));
}

/** sin(pi t), t >= 0, see taps.ts. */
// @ts-ignore: decorator
@inline
function sinPi(t: v128): v128 {
  const n = f64x2.floor(f64x2.add(t, splat(0.5)));
  const r = f64x2.sub(t, n);
  const q = f64x2.mul(r, r);
  let p = splat(5.392664662608129e-10);
  p = step(p, q, -2.2948428997269873e-8);
  p = step(p, q, 7.952054001475513e-7);
  p = step(p, q, -2.1915353447830217e-5);
  p = step(p, q, 4.6630280576761255e-4);
  p = step(p, q, -7.37043094571435e-3);
  p = step(p, q, 0.08214588661112823);
  p = step(p, q, -0.5992645293207921);
  p = step(p, q, 2.5501640398773455);
  p = step(p, q, -5.16771278004997);
  p = step(p, q, 3.141592653589793);
  const half = f64x2.floor(f64x2.div(n, splat(2.0)));
  const parity = f64x2.sub(n, f64x2.mul(splat(2.0), half));
  const sign = f64x2.sub(splat(1.0), f64x2.mul(splat(2.0), parity));
  return f64x2.mul(sign, f64x2.mul(p, r));
}
