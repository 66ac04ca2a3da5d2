// Sixteen pixels at a time: comparisons give eight byte planes of bits, which are then interleaved to 64-bit strings.

export function census(
  plane: usize, out: usize, width: i32, height: i32, windowWidth: i32, windowHeight: i32, scratch: usize,
): void {
  const inner = width - windowWidth + 1;
  const stride = <usize>width;
  const strings = scratch + 128;
  for (let y = 0; y <= height - windowHeight; y++) {
    for (let x = 0; x < inner; x += 16) {
      const at = plane + <usize>y * stride + <usize>x;
      const to = out + ((<usize>y * <usize>inner + <usize>x) << 3);
      planesOf(at, stride, windowWidth, windowHeight, scratch);
      if (x + 16 <= inner) {
        interleave(scratch, to);
      } else {
        interleave(scratch, strings);
        memory.copy(to, strings, <usize>(inner - x) << 3);
      }
    }
  }
}

@inline
function planesOf(at: usize, stride: usize, windowWidth: i32, windowHeight: i32, planes: usize): void {
  const centre = at + <usize>(windowHeight >> 1) * stride + <usize>(windowWidth >> 1);
  const own = v128.load(centre);
  for (let k: usize = 0; k < 128; k += 16) v128.store(planes + k, i64x2.splat(0));
  let bit: i32 = 1;
  let sum = i64x2.splat(0);
  let to = planes;
  for (let j = 0; j < windowHeight; j++) {
    const row = at + <usize>j * stride;
    for (let i = 0; i < windowWidth; i++) {
      const from = row + <usize>i;
      if (from == centre) continue;
      sum = v128.or(sum, v128.and(i8x16.lt_u(v128.load(from), own), i8x16.splat(<i8>bit)));
      bit <<= 1;
      if (bit == 256) {
        v128.store(to, sum);
        to += 16;
        bit = 1;
        sum = i64x2.splat(0);
      }
    }
  }
  if (bit != 1) v128.store(to, sum);
}

@inline
function low8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

@inline
function high8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

@inline
function low16(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

@inline
function high16(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

@inline
function put(to: usize, a: v128, b: v128): void {
  v128.store(to, i32x4.shuffle(a, b, 0, 4, 1, 5));
  v128.store(to, i32x4.shuffle(a, b, 2, 6, 3, 7), 16);
}

@inline
function interleave(planes: usize, to: usize): void {
  const p0 = v128.load(planes), p1 = v128.load(planes, 16), p2 = v128.load(planes, 32), p3 = v128.load(planes, 48);
  const p4 = v128.load(planes, 64), p5 = v128.load(planes, 80), p6 = v128.load(planes, 96), p7 = v128.load(planes, 112);
  const a = low8(p0, p1), b = low8(p2, p3), c = low8(p4, p5), d = low8(p6, p7);
  const e = high8(p0, p1), f = high8(p2, p3), g = high8(p4, p5), h = high8(p6, p7);
  put(to, low16(a, b), low16(c, d));
  put(to + 32, high16(a, b), high16(c, d));
  put(to + 64, low16(e, f), low16(g, h));
  put(to + 96, high16(e, f), high16(g, h));
}
