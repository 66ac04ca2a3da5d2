// The sample at one position: mirrors sample.ts, for positions where the fast loops do not apply.
import { AVERAGE, axisTaps, BILINEAR, CUBIC, LANCZOS, NEAREST, tapFirst } from './_taps.as';

export let source: usize = 0;
export let sourceWidth: i32 = 0;
export let sourceHeight: i32 = 0;
export let method: i32 = 0;
export let scaleX: f64 = 1.0;
export let scaleY: f64 = 1.0;
export let widenX: bool = false;
export let widenY: bool = false;
/** Slots (f64) for the weights of one axis. */
export let slots: i32 = 0;
export let columnWeights: usize = 0;
export let rowWeights: usize = 0;
/** Memory after the part used here. */
export let moreScratch: usize = 0;

let columnSums: usize = 0;

export function setup(
  sourceAt: usize, width: i32, height: i32, code: i32, sx: f64, sy: f64, slotCount: i32, wideX: i32, wideY: i32,
  scratch: usize,
): void {
  source = sourceAt;
  sourceWidth = width;
  sourceHeight = height;
  method = code;
  scaleX = sx;
  scaleY = sy;
  slots = slotCount;
  widenX = wideX != 0;
  widenY = wideY != 0;
  const bytes = <usize>slotCount << 3;
  columnWeights = scratch;
  rowWeights = scratch + bytes;
  columnSums = scratch + 2 * bytes;
  moreScratch = scratch + 3 * bytes;
}

// @ts-ignore: decorator
@inline
export function isNaN64(v: f64): bool {
  return v != v;
}

/** Rules 1 to 5 of the definition. */
export function sampleAt(x: f64, y: f64): f64 {
  if (!(x >= 0.0 && x < <f64>sourceWidth && y >= 0.0 && y < <f64>sourceHeight)) return NaN;
  const centre = <f64>load<f32>(source + ((<usize>(<i32>floor<f64>(y)) * sourceWidth + <i32>floor<f64>(x)) << 2));
  if (method == NEAREST) return centre;
  const centreMissing = isNaN64(centre);
  if (centreMissing && !widenX && !widenY) return NaN;
  let nx = axisTaps(method, scaleX, widenX, x, columnWeights);
  let firstX = tapFirst;
  let ny = axisTaps(method, scaleY, widenY, y, rowWeights);
  let firstY = tapFirst;
  const value = weightedSum(firstX, nx, firstY, ny);
  if (!isNaN64(value)) return value;
  if (method == CUBIC || method == LANCZOS) {
    nx = axisTaps(BILINEAR, scaleX, widenX, x, columnWeights);
    firstX = tapFirst;
    ny = axisTaps(BILINEAR, scaleY, widenY, y, rowWeights);
    firstY = tapFirst;
  }
  return meanOfValid(firstX, nx, firstY, ny, centreMissing);
}

/** NaN when a sample of non-zero weight is missing or outside. */
function weightedSum(firstX: i32, nx: i32, firstY: i32, ny: i32): f64 {
  if (firstX >= 0 && firstY >= 0 && firstX + nx <= sourceWidth && firstY + ny <= sourceHeight) {
    const value = weightedSumInside(firstX, nx, firstY, ny);
    if (!isNaN64(value)) return value;
  }
  let even = 0.0;
  let odd = 0.0;
  for (let i = 0; i < nx; i++) {
    const weight = load<f64>(columnWeights + (<usize>i << 3));
    if (weight == 0.0) continue;
    const col = firstX + i;
    let sum = 0.0;
    for (let j = 0; j < ny; j++) {
      const rowWeight = load<f64>(rowWeights + (<usize>j << 3));
      if (rowWeight == 0.0) continue;
      const row = firstY + j;
      if (col < 0 || row < 0 || col >= sourceWidth || row >= sourceHeight) return NaN;
      sum += rowWeight * <f64>load<f32>(source + ((<usize>row * sourceWidth + col) << 2));
    }
    if (i & 1) odd += weight * sum;
    else even += weight * sum;
  }
  return even + odd;
}

/** The weighted sum where no sample is outside; NaN, too, when a missing one has weight 0. */
// @ts-ignore: decorator
@inline
function weightedSumInside(firstX: i32, nx: i32, firstY: i32, ny: i32): f64 {
  const stride = <usize>sourceWidth << 2;
  const corner = source + ((<usize>firstY * sourceWidth + firstX) << 2);
  let i = 0;
  for (; i + 1 < nx; i += 2) {
    let at = corner + (<usize>i << 2);
    let sum = f64x2.splat(0.0);
    for (let j = 0; j < ny; j++, at += stride) {
      const two = f64x2.promote_low_f32x4(v128.load64_zero(at));
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(rowWeights + (<usize>j << 3)), two));
    }
    v128.store(columnSums + (<usize>i << 3), sum);
  }
  if (i < nx) {
    let at = corner + (<usize>i << 2);
    let sum = 0.0;
    for (let j = 0; j < ny; j++, at += stride) sum += load<f64>(rowWeights + (<usize>j << 3)) * <f64>load<f32>(at);
    store<f64>(columnSums + (<usize>i << 3), sum);
    store<f64>(columnSums + (<usize>i << 3), 0.0, 8);
  }
  return dotPairs(columnWeights, columnSums, nx);
}

/** Sum of products, even and odd ones apart; the weights are padded with a zero, the values need not be. */
// @ts-ignore: decorator
@inline
export function dotPairs(weights: usize, values: usize, count: i32): f64 {
  let sum = f64x2.splat(0.0);
  const bytes = <usize>count << 3;
  let k: usize = 0;
  for (; k + 8 < bytes; k += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(weights + k), v128.load(values + k)));
  const odd = f64x2.extract_lane(sum, 1);
  let even = f64x2.extract_lane(sum, 0);
  if (k < bytes) even += load<f64>(weights + k) * load<f64>(values + k);
  return even + odd;
}

function meanOfValid(firstX: i32, nx: i32, firstY: i32, ny: i32, needsHalf: bool): f64 {
  let sum = 0.0;
  let total = 0.0;
  for (let j = 0; j < ny; j++) {
    const row = firstY + j;
    if (row < 0 || row >= sourceHeight) continue;
    const rowWeight = load<f64>(rowWeights + (<usize>j << 3));
    for (let i = 0; i < nx; i++) {
      const col = firstX + i;
      if (col < 0 || col >= sourceWidth) continue;
      const sample = <f64>load<f32>(source + ((<usize>row * sourceWidth + col) << 2));
      if (isNaN64(sample)) continue;
      const weight = rowWeight * load<f64>(columnWeights + (<usize>i << 3));
      sum += weight * sample;
      total += weight;
    }
  }
  return total > 0.0 && (!needsHalf || total >= 0.5) ? sum / total : NaN;
}
