// A grid parallel to the source: sums over rows once per target row, for all columns; then sums over columns.
import {
  dotPairs, isNaN64, method, moreScratch, rowWeights, sampleAt, scaleX, scaleY, slots, source, sourceHeight, sourceWidth,
  widenX, widenY,
} from './_sampler.as';
import { axisTaps, NEAREST, tapFirst } from './_taps.as';

/** Columns of the source that some target column with complete support uses. */
let firstUsed: i32 = 0;
let lastUsed: i32 = 0;

export function separable(x: usize, width: i32, y: usize, height: i32, out: usize): void {
  const line = moreScratch;
  const weights = line + ((<usize>(sourceWidth + 4)) << 3);
  const table = weights + ((<usize>width * slots) << 3);
  if (method != NEAREST) prepareColumns(x, width, weights, table);
  for (let r = 0; r < height; r++) {
    const position = load<f64>(y + (<usize>r << 3));
    const target = out + ((<usize>r * width) << 2);
    if (method != NEAREST && sumRows(position, line)) sumColumns(x, width, position, line, weights, table, target);
    else anyRow(x, width, position, target);
  }
}

function anyRow(x: usize, width: i32, position: f64, out: usize): void {
  for (let c: usize = 0; c < <usize>width; c++) store<f32>(out + (c << 2), <f32>sampleAt(load<f64>(x + (c << 3)), position));
}

/** Table entry: first column and number of taps; 0 taps where the support is not inside. */
function prepareColumns(x: usize, width: i32, weights: usize, table: usize): void {
  firstUsed = sourceWidth;
  lastUsed = -1;
  for (let c = 0; c < width; c++) {
    const position = load<f64>(x + (<usize>c << 3));
    const entry = table + (<usize>c << 3);
    store<i64>(entry, 0);
    if (!(position >= 0.0 && position < <f64>sourceWidth)) continue;
    const count = axisTaps(method, scaleX, widenX, position, weights + ((<usize>c * slots) << 3));
    const first = tapFirst;
    if (first < 0 || first + count > sourceWidth) continue;
    store<i32>(entry, first);
    store<i32>(entry, count, 4);
    firstUsed = min<i32>(firstUsed, first);
    lastUsed = max<i32>(lastUsed, first + count - 1);
  }
}

/** Weighted sums over rows for the used columns; false where the support is not inside. */
function sumRows(position: f64, line: usize): bool {
  if (!(position >= 0.0 && position < <f64>sourceHeight)) return false;
  const count = axisTaps(method, scaleY, widenY, position, rowWeights);
  const first = tapFirst;
  if (first < 0 || first + count > sourceHeight) return false;
  const stride = <usize>sourceWidth << 2;
  const top = source + <usize>first * stride;
  // Four columns at a time; up to three sums past the last column are computed from other samples and never used.
  for (let c = firstUsed; c <= lastUsed; c += 4) {
    let at = top + (<usize>c << 2);
    let low = f64x2.splat(0.0);
    let high = f64x2.splat(0.0);
    for (let j = 0; j < count; j++, at += stride) {
      const weight = v128.load64_splat(rowWeights + (<usize>j << 3));
      low = f64x2.add(low, f64x2.mul(weight, f64x2.promote_low_f32x4(v128.load64_zero(at))));
      high = f64x2.add(high, f64x2.mul(weight, f64x2.promote_low_f32x4(v128.load64_zero(at, 8))));
    }
    v128.store(line + (<usize>c << 3), low);
    v128.store(line + (<usize>c << 3), high, 16);
  }
  return true;
}

function sumColumns(
  x: usize, width: i32, position: f64, line: usize, weights: usize, table: usize, out: usize,
): void {
  const step = <usize>slots << 3;
  for (let c: usize = 0; c < <usize>width; c++, weights += step) {
    const first = <usize>load<i32>(table + (c << 3));
    const count = load<i32>(table + (c << 3), 4);
    let value: f64 = NaN;
    if (count > 0) value = dotPairs(weights, line + (first << 3), count);
    if (isNaN64(value)) value = sampleAt(load<f64>(x + (c << 3)), position);
    store<f32>(out + (c << 2), <f32>value);
  }
}
