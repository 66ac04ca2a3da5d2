// Sixteen pixels at a time: comparisons give eight byte planes of bits, which are then interleaved to 64-bit strings.
//
// Samples are compared as signed bytes, which takes one instruction, so the plane is copied with its top bits flipped. Where the
// window has fewer than 64 neighbours the centre stands in: it is not less than itself, which leaves those bits 0.

/** Byte offsets of the 64 neighbours from the window's corner. */
const OFFSETS: usize = memory.data(512);

export function census(
  plane: usize, out: usize, width: i32, height: i32, windowWidth: i32, windowHeight: i32, scratch: usize,
): void {
  const flipped = scratch + 256;
  flip(plane, flipped, <usize>width * <usize>height);
  strings(flipped, out, width, height, windowWidth, windowHeight, scratch);
}

/** Of an image that is not padded: beyond its edges are the samples nearest to there. */
export function censusOfView(
  view: usize, out: usize, columns: i32, rows: i32, windowWidth: i32, windowHeight: i32, scratch: usize,
): void {
  const sideX = <usize>windowWidth >> 1;
  const sideY = windowHeight >> 1;
  const length = <usize>columns;
  const stride = length + 2 * sideX;
  const flipped = scratch + 256;
  let to = flipped;
  for (let y = -sideY; y < rows + sideY; y++) {
    const row = view + <usize>min(max(y, 0), rows - 1) * length;
    // Vectors may write beyond the row; what follows it is written later.
    flip(row, to + sideX, length);
    memory.fill(to, load<u8>(row) ^ 0x80, sideX);
    memory.fill(to + sideX + length, load<u8>(row + length - 1) ^ 0x80, sideX);
    to += stride;
  }
  strings(flipped, out, <i32>stride, rows + 2 * sideY, windowWidth, windowHeight, scratch);
}

function flip(from: usize, to: usize, length: usize): void {
  for (let k: usize = 0; k < length; k += 16) {
    v128.store(to + k, v128.xor(v128.load(from + k), i8x16.splat(-128)));
  }
}

function strings(
  flipped: usize, out: usize, width: i32, height: i32, windowWidth: i32, windowHeight: i32, scratch: usize,
): void {
  prepareOffsets(width, windowWidth, windowHeight);
  const inner = width - windowWidth + 1;
  const stride = <usize>width;
  const spare = scratch + 128;
  const centre = <usize>(windowHeight >> 1) * stride + <usize>(windowWidth >> 1);
  for (let y = 0; y <= height - windowHeight; y++) {
    for (let x = 0; x < inner; x += 16) {
      const at = flipped + <usize>y * stride + <usize>x;
      const to = out + ((<usize>y * <usize>inner + <usize>x) << 3);
      planesOf(at, v128.load(at + centre), scratch);
      if (x + 16 <= inner) {
        interleave(scratch, to);
      } else {
        interleave(scratch, spare);
        memory.copy(to, spare, <usize>(inner - x) << 3);
      }
    }
  }
}

function prepareOffsets(width: i32, windowWidth: i32, windowHeight: i32): void {
  const size = windowWidth * windowHeight;
  let to = OFFSETS;
  for (let k = 0; k < 65; k++) {
    if (k == size >> 1) continue;
    const at = k < size ? k : size >> 1;
    store<usize>(to, <usize>(at / windowWidth * width + at % windowWidth));
    to += sizeof<usize>();
  }
}

/** The eighth bit first: every step doubles what is there and adds 1 where the neighbour is less. */
@inline
function planesOf(at: usize, own: v128, planes: usize): void {
  for (let k: usize = 0; k < 8; k++) {
    const from = OFFSETS + k * 8 * sizeof<usize>();
    let sum = i8x16.lt_s(neighbour(at, from, 7), own);
    sum = i8x16.add(i8x16.add(sum, sum), i8x16.lt_s(neighbour(at, from, 6), own));
    sum = i8x16.add(i8x16.add(sum, sum), i8x16.lt_s(neighbour(at, from, 5), own));
    sum = i8x16.add(i8x16.add(sum, sum), i8x16.lt_s(neighbour(at, from, 4), own));
    sum = i8x16.add(i8x16.add(sum, sum), i8x16.lt_s(neighbour(at, from, 3), own));
    sum = i8x16.add(i8x16.add(sum, sum), i8x16.lt_s(neighbour(at, from, 2), own));
    sum = i8x16.add(i8x16.add(sum, sum), i8x16.lt_s(neighbour(at, from, 1), own));
    sum = i8x16.add(i8x16.add(sum, sum), i8x16.lt_s(neighbour(at, from, 0), own));
    // Comparisons gave -1 for a set bit.
    v128.store(planes + (k << 4), i8x16.neg(sum));
  }
}

@inline
function neighbour(at: usize, from: usize, bit: usize): v128 {
  return v128.load(at + load<usize>(from + bit * sizeof<usize>()));
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
