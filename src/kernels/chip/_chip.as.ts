// What chip-match and ncc share: sums over a chip T and over every area of its size in the search window I, and
// their products. With S_ the sum over the chip's n samples: S_T, S_TT, S_I, S_II, S_IT.
//
// Values are float32 about a common trend (so that they are small), products are summed in float32 along one row of the
// chip and in float64 from row to row; all other sums are float64.

/** Shifts per step: four vectors. */
export const BLOCK: i32 = 16;

/** Size of chip and search window, set by `setup`. */
let chipWidth: i32 = 0;
let chipHeight: i32 = 0;
export let shifts: i32 = 0;
export let samples: f64 = 0;
let areaWidth: i32 = 0;
let areaHeight: i32 = 0;
let padded: i32 = 0;
/** Bytes from row to row of the search window. */
let stride: usize = 0;

/** Chip and search window as float32, without missing samples; 0 or 1 per sample of the window: whether it is missing. */
let chip: usize = 0;
let area: usize = 0;
let gone: usize = 0;
/** Sums down the columns of the window over the chip's height: of values, squares and missing samples. */
let columns: usize = 0;
/** Results of one row of shifts. */
export let sumI: usize = 0;
export let sumII: usize = 0;
export let sumIT: usize = 0;
export let missing: usize = 0;
/** Results of the chip. */
export let sumT: f64 = 0;
export let sumTT: f64 = 0;

let trendX: f64 = 0;
let trendY: f64 = 0;

export function setup(width: i32, height: i32, radius: i32, scratch: usize): void {
  chipWidth = width;
  chipHeight = height;
  samples = <f64>width * <f64>height;
  shifts = 2 * radius + 1;
  padded = (shifts + BLOCK - 1) / BLOCK * BLOCK;
  areaWidth = width + 2 * radius;
  areaHeight = height + 2 * radius;
  stride = <usize>((padded + width + 3) >> 2) << 4;
  sumI = scratch;
  sumII = sumI + (<usize>padded << 3);
  sumIT = sumII + (<usize>padded << 3);
  missing = sumIT + (<usize>padded << 3);
  columns = missing + (<usize>padded << 3);
  area = (columns + 3 * (<usize>areaWidth << 3) + 15) & ~15;
  gone = area + stride * <usize>areaHeight;
  chip = gone + (<usize>(areaWidth * areaHeight) << 2);
  memory.fill(area, 0, stride * <usize>areaHeight);
}

/**
 * Least-squares plane through the chip. The variance of I - T does not change when one plane is taken off both: at any shift
 * that adds a constant. What is left is small, also on steep slopes.
 */
export function fitTrend(template: usize, width: i32, col: i32, row: i32): void {
  const centreX = <f64>(chipWidth - 1) / 2;
  const centreY = <f64>(chipHeight - 1) / 2;
  let momentX: f64 = 0;
  let momentY: f64 = 0;
  for (let j = 0; j < chipHeight; j++) {
    const line = template + ((<usize>(row + j) * <usize>width + <usize>col) << 2);
    let sum: f64 = 0;
    for (let i = 0; i < chipWidth; i++) {
      const z = <f64>load<f32>(line + (<usize>i << 2));
      sum += z;
      momentX += (<f64>i - centreX) * z;
    }
    momentY += (<f64>j - centreY) * sum;
  }
  const w = <f64>chipWidth;
  const h = <f64>chipHeight;
  trendX = chipWidth > 1 ? momentX * 12 / (w * h * (w * w - 1)) : 0;
  trendY = chipHeight > 1 ? momentY * 12 / (w * h * (h * h - 1)) : 0;
}

/** Takes over the chip; false when it is not complete. */
export function takeChip(template: usize, width: i32, height: i32, col: i32, row: i32, detrend: bool): bool {
  if (col < 0 || row < 0 || col + chipWidth > width || row + chipHeight > height) return false;
  trendX = 0;
  trendY = 0;
  if (detrend) fitTrend(template, width, col, row);
  let total: f64 = 0;
  for (let j = 0; j < chipHeight; j++) {
    const line = template + ((<usize>(row + j) * <usize>width + <usize>col) << 2);
    for (let i = 0; i < chipWidth; i++) total += <f64>load<f32>(line + (<usize>i << 2)) - trend(i, j);
  }
  if (!isFinite(total)) return false;
  const mean = total / samples;
  sumT = 0;
  sumTT = 0;
  let to = chip;
  for (let j = 0; j < chipHeight; j++) {
    const line = template + ((<usize>(row + j) * <usize>width + <usize>col) << 2);
    for (let i = 0; i < chipWidth; i++, to += 4) {
      const t = <f32>(<f64>load<f32>(line + (<usize>i << 2)) - trend(i, j) - mean);
      store<f32>(to, t);
      sumT += <f64>t;
      sumTT += <f64>t * <f64>t;
    }
  }
  return true;
}

@inline
function trend(i: i32, j: i32): f64 {
  return trendX * <f64>i + trendY * <f64>j;
}

/** Takes over the search window whose top-left pixel is (col, row), and sums its first rows. */
export function takeArea(image: usize, width: i32, height: i32, col: i32, row: i32): void {
  let total: f64 = 0;
  let count: f64 = 0;
  for (let j = 0; j < areaHeight; j++) {
    for (let i = 0; i < areaWidth; i++) {
      const value = sampleAt(image, width, height, col + i, row + j) - trend(i, j);
      const valid = isFinite(value);
      store<i32>(gone + (<usize>(j * areaWidth + i) << 2), valid ? 0 : 1);
      if (valid) {
        total += value;
        count += 1;
      }
    }
  }
  const mean = count > 0 ? total / count : 0;
  for (let j = 0; j < areaHeight; j++) {
    const line = area + <usize>j * stride;
    for (let i = 0; i < areaWidth; i++) {
      const value = sampleAt(image, width, height, col + i, row + j) - trend(i, j) - mean;
      store<f32>(line + (<usize>i << 2), isFinite(value) ? <f32>value : 0);
    }
  }
  memory.fill(columns, 0, 3 * (<usize>areaWidth << 3));
  for (let j = 0; j < chipHeight - 1; j++) addRow(j, 1);
}

@inline
function sampleAt(image: usize, width: i32, height: i32, col: i32, row: i32): f64 {
  if (<u32>col >= <u32>width || <u32>row >= <u32>height) return NaN;
  return <f64>load<f32>(image + ((<usize>row * <usize>width + <usize>col) << 2));
}

/** Adds a row of the window to the sums down the columns, or takes it away. */
function addRow(j: i32, sign: f64): void {
  const line = area + <usize>j * stride;
  const absent = gone + (<usize>(j * areaWidth) << 2);
  for (let i = 0; i < areaWidth; i++) {
    const value = <f64>load<f32>(line + (<usize>i << 2));
    const at = columns + <usize>i * 24;
    store<f64>(at, load<f64>(at) + sign * value);
    store<f64>(at, load<f64>(at, 8) + sign * value * value, 8);
    store<f64>(at, load<f64>(at, 16) + sign * <f64>load<i32>(absent + (<usize>i << 2)), 16);
  }
}

/** Sums of the areas of row `y` of shifts; rows in ascending order from 0. */
export function sumRow(y: i32): void {
  if (y > 0) addRow(y - 1, -1);
  addRow(y + chipHeight - 1, 1);
  let values: f64 = 0;
  let squares: f64 = 0;
  let absent: f64 = 0;
  for (let i = 0; i < areaWidth; i++) {
    const at = columns + <usize>i * 24;
    values += load<f64>(at);
    squares += load<f64>(at, 8);
    absent += load<f64>(at, 16);
    const x = i - chipWidth + 1;
    if (x < 0) continue;
    const to = <usize>x << 3;
    store<f64>(sumI + to, values);
    store<f64>(sumII + to, squares);
    store<f64>(missing + to, absent);
    const first = at - <usize>(chipWidth - 1) * 24;
    values -= load<f64>(first);
    squares -= load<f64>(first, 8);
    absent -= load<f64>(first, 16);
  }
  for (let x = 0; x < shifts; x += BLOCK) multiply(area + <usize>y * stride + (<usize>x << 2), sumIT + (<usize>x << 3));
}

/** Sums of products of the chip with sixteen areas side by side, the first at `at`. */
function multiply(at: usize, to: usize): void {
  memory.fill(to, 0, 128);
  let t = chip;
  for (let j = 0; j < chipHeight; j++) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let p = at + <usize>j * stride;
    const end = t + (<usize>chipWidth << 2);
    for (; t < end; t += 4, p += 4) {
      const k = v128.load32_splat(t);
      a = f32x4.add(a, f32x4.mul(k, v128.load(p)));
      b = f32x4.add(b, f32x4.mul(k, v128.load(p, 16)));
      c = f32x4.add(c, f32x4.mul(k, v128.load(p, 32)));
      d = f32x4.add(d, f32x4.mul(k, v128.load(p, 48)));
    }
    widen(to, a);
    widen(to + 32, b);
    widen(to + 64, c);
    widen(to + 96, d);
  }
}

@inline
function widen(to: usize, sums: v128): void {
  const high = i8x16.shuffle(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(sums)));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}
