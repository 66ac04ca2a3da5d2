// Four pixels at a time where all nine samples are there: the median of the greatest minimum, the middle median and the least maximum of
// the columns. Elsewhere pixel by pixel.

@inline
function middle(a: v128, b: v128, c: v128): v128 {
  return f32x4.pmax(f32x4.pmin(a, b), f32x4.pmin(f32x4.pmax(a, b), c));
}

@inline
function least(a: v128, b: v128, c: v128): v128 {
  return f32x4.pmin(f32x4.pmin(a, b), c);
}

@inline
function greatest(a: v128, b: v128, c: v128): v128 {
  return f32x4.pmax(f32x4.pmax(a, b), c);
}

/** A median of four pixels at `at`; a lane is NaN where a sample is. */
@inline
function four(at: usize, stride: usize): v128 {
  const a0 = v128.load(at - stride - 4), a1 = v128.load(at - stride), a2 = v128.load(at - stride, 4);
  const b0 = v128.load(at - 4), b1 = v128.load(at), b2 = v128.load(at, 4);
  const c0 = v128.load(at + stride - 4), c1 = v128.load(at + stride), c2 = v128.load(at + stride, 4);
  const sum = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, b0)), f32x4.add(f32x4.add(b1, b2), f32x4.add(f32x4.add(c0, c1), c2)));
  const low = greatest(least(a0, b0, c0), least(a1, b1, c1), least(a2, b2, c2));
  const mid = middle(middle(a0, b0, c0), middle(a1, b1, c1), middle(a2, b2, c2));
  const high = least(greatest(a0, b0, c0), greatest(a1, b1, c1), greatest(a2, b2, c2));
  return v128.bitselect(middle(low, mid, high), f32x4.splat(f32.NaN), f32x4.eq(sum, sum));
}

/** The middle of what is there around (x, y). `room`: for nine samples. */
function one(plane: usize, x: i32, y: i32, width: i32, height: i32, room: usize): f32 {
  const own = load<f32>(plane + (<usize>(y * width + x) << 2));
  if (own != own) return own;
  let count = 0;
  for (let j = max(y - 1, 0); j <= min(y + 1, height - 1); j++) {
    for (let i = max(x - 1, 0); i <= min(x + 1, width - 1); i++) {
      const value = load<f32>(plane + (<usize>(j * width + i) << 2));
      if (value != value) continue;
      let k = count++;
      for (; k > 0 && load<f32>(room + (<usize>(k - 1) << 2)) > value; k--) {
        store<f32>(room + (<usize>k << 2), load<f32>(room + (<usize>(k - 1) << 2)));
      }
      store<f32>(room + (<usize>k << 2), value);
    }
  }
  return load<f32>(room + (<usize>((count - 1) >> 1) << 2));
}

export function median(plane: usize, out: usize, width: i32, height: i32, room: usize): void {
  const stride = <usize>width << 2;
  for (let y = 0; y < height; y++) {
    const row = <usize>y * stride;
    const inner = y > 0 && y + 1 < height;
    let x = 0;
    while (x < width) {
      const at = plane + row + (<usize>x << 2);
      const to = out + row + (<usize>x << 2);
      if (inner && x > 0 && x + 5 <= width) {
        const m = four(at, stride);
        v128.store(to, m);
        const missing = i32x4.bitmask(f32x4.ne(m, m));
        if (missing) {
          for (let k = 0; k < 4; k++) {
            if (missing >> k & 1) store<f32>(to + (<usize>k << 2), one(plane, x + k, y, width, height, room));
          }
        }
        x += 4;
      } else {
        store<f32>(to, one(plane, x, y, width, height, room));
        x++;
      }
    }
  }
}
