// Means of 3 x 3 samples are shared by the pixels that need them: five lines of them, one new for every row. All sums are in
// float64 and in the order of the definition, so that ties between edges fall the same way.

const RADIUS: i32 = 3;
const SIDES: i32 = 9;
/** Offsets of the samples of a half window, at most the whole one, behind their number. */
const LIST: usize = 50 * sizeof<i32>();

export function refinedLee(
  power: usize, out: usize, scratch: usize, width: i32, height: i32, looks: f64,
): void {
  const stride = <usize>width << 2;
  const lists = scratch;
  const means = scratch + ((<usize>SIDES * LIST + 15) & ~15);
  const line = ((<usize>width + 7) & ~3) << 3;
  listWindows(lists, <i32>stride);
  for (let y = 1; y < RADIUS + 2; y++) meansOfLine(power + <usize>y * stride, stride, width, means + <usize>(y % 5) * line);
  let to = out;
  for (let row = RADIUS; row < height - RADIUS; row++) {
    meansOfLine(power + <usize>(row + 2) * stride, stride, width, means + <usize>((row + 2) % 5) * line);
    const upper = means + <usize>((row + 3) % 5) * line;
    const middle = means + <usize>(row % 5) * line;
    const lower = means + <usize>((row + 2) % 5) * line;
    for (let col = RADIUS; col < width - RADIUS; col++) {
      const before = <usize>(col - 2) << 3;
      const side = sideOfEdge(upper + before, middle + before, lower + before);
      const value = estimate(power + <usize>row * stride + (<usize>col << 2), lists + <usize>side * LIST, looks);
      store<f32>(to, value);
      to += 4;
    }
  }
}

/** The samples on each side, row by row; sides are numbered `3 (dy + 1) + dx + 1`, and 4 is the whole window. */
function listWindows(lists: usize, stride: i32): void {
  for (let side = 0; side < SIDES; side++) {
    const dx = side % 3 - 1;
    const dy = side / 3 - 1;
    const list = lists + <usize>side * LIST;
    let count = 0;
    for (let y = -RADIUS; y <= RADIUS; y++) {
      for (let x = -RADIUS; x <= RADIUS; x++) {
        if (x * dx + y * dy < 0) continue;
        count++;
        store<i32>(list + (<usize>count << 2), y * stride + 4 * x);
      }
    }
    store<i32>(list, count);
  }
}

/** Means of the 3 x 3 samples around every column of a line but the outermost. */
function meansOfLine(line: usize, stride: usize, width: i32, to: usize): void {
  for (let col: usize = 1; col < <usize>(width - 1); col += 4) {
    let low = f64x2.splat(0), high = f64x2.splat(0);
    let count = i32x4.splat(0);
    let at = line - stride + ((col - 1) << 2);
    for (let y = 0; y < 3; y++) {
      for (let x: usize = 0; x < 12; x += 4) {
        const raw = v128.load(at + x);
        const present = f32x4.eq(raw, raw);
        const value = v128.and(raw, present);
        count = i32x4.sub(count, present);
        low = f64x2.add(low, f64x2.promote_low_f32x4(value));
        high = f64x2.add(high, f64x2.promote_low_f32x4(i64x2.shuffle(value, value, 1, 1)));
      }
      at += stride;
    }
    v128.store(to + (col << 3), f64x2.div(low, f64x2.convert_low_i32x4_s(count)));
    v128.store(to + (col << 3), f64x2.div(high, f64x2.convert_low_i32x4_s(i64x2.shuffle(count, count, 1, 1))), 16);
  }
}

/** Number of the side; 4 where one of the nine means is not finite. */
@inline
function sideOfEdge(upper: usize, middle: usize, lower: usize): i32 {
  const a = load<f64>(upper), b = load<f64>(upper, 16), c = load<f64>(upper, 32);
  const d = load<f64>(middle), e = load<f64>(middle, 16), f = load<f64>(middle, 32);
  const g = load<f64>(lower), h = load<f64>(lower, 16), i = load<f64>(lower, 32);
  if (!(abs(a + b + c + d + e + f + g + h + i) < Infinity)) return 4;
  let strongest = abs(-a + c - d + f - g + i);
  let side = abs(f - e) <= abs(d - e) ? 5 : 3;
  let gradient = abs(-a - b - d + f + h + i);
  if (gradient > strongest) {
    strongest = gradient;
    side = abs(i - e) <= abs(a - e) ? 8 : 0;
  }
  gradient = abs(-a - b - c + g + h + i);
  if (gradient > strongest) {
    strongest = gradient;
    side = abs(h - e) <= abs(b - e) ? 7 : 1;
  }
  gradient = abs(-b - c + d - f + g + h);
  if (gradient > strongest) side = abs(g - e) <= abs(c - e) ? 6 : 2;
  return side;
}

@inline
function estimate(centre: usize, list: usize, looks: f64): f32 {
  const value = load<f32>(centre);
  if (value != value) return value;
  let count = 0;
  let sum: f64 = 0;
  let squares: f64 = 0;
  const end = list + (<usize>load<i32>(list) << 2);
  for (let at = list + 4; at <= end; at += 4) {
    const raw = load<f32>(centre + <usize>load<i32>(at));
    if (raw != raw) continue;
    const v = <f64>raw;
    count++;
    sum += v;
    squares += v * v;
  }
  const mean = sum / <f64>count;
  const variance = squares / <f64>count - mean * mean;
  const signal = (variance - (mean * mean) / looks) / (1 + 1 / looks);
  return <f32>(signal > 0 ? mean + (signal / variance) * (<f64>value - mean) : mean);
}
