// Column distances are u16 in a scratch plane, eight at a time. The row pass keeps, per row, the parabolas of the
// lower envelope on a stack: `site` (column) and `from` (first column where it is the lowest). Parabolas as high as
// the cap cannot matter and never enter, so rows and stretches far from any invalid pixel cost next to nothing.

@inline
function valid8(a: usize): v128 {
  const low = v128.load(a);
  const high = v128.load(a, 16);
  return i16x8.narrow_i32x4_s(f32x4.eq(low, low), f32x4.eq(high, high));
}

function columns(heights: usize, plane: usize, width: usize, height: usize, reach: i32): void {
  const one = i16x8.splat(1);
  const most = i16x8.splat(<i16>reach);
  const whole = width & ~7;
  for (let row: usize = 0; row < height; row++) {
    const source = heights + ((row * width) << 2);
    const target = plane + ((row * width) << 1);
    const above = target - (width << 1);
    for (let col: usize = 0; col < whole; col += 8) {
      let d = most;
      if (row > 0) d = i16x8.min_u(i16x8.add_sat_u(v128.load(above + (col << 1)), one), most);
      v128.store(target + (col << 1), v128.and(d, valid8(source + (col << 2))));
    }
    for (let col = whole; col < width; col++) {
      const h = load<f32>(source + (col << 2));
      const d = row > 0 ? min<i32>(<i32>load<u16>(above + (col << 1)) + 1, reach) : reach;
      store<u16>(target + (col << 1), h == h ? <u16>d : 0);
    }
  }
  for (let row = height - 1; row > 0; row--) {
    const below = plane + ((row * width) << 1);
    const target = below - (width << 1);
    for (let col: usize = 0; col < whole; col += 8) {
      const at = target + (col << 1);
      v128.store(at, i16x8.min_u(v128.load(at), i16x8.add_sat_u(v128.load(below + (col << 1)), one)));
    }
    for (let col = whole; col < width; col++) {
      const at = target + (col << 1);
      store<u16>(at, <u16>min<i32>(load<u16>(at), <i32>load<u16>(below + (col << 1)) + 1));
    }
  }
}

function row(line: usize, out: usize, sites: usize, froms: usize, width: i32, reach: i32, cap: f32): void {
  const far = i16x8.splat(<i16>reach);
  let top = -1;
  let topSite = 0;
  let topFrom = 0;
  let topSquare = 0;
  for (let next = 0; next < width; next += 8) {
    // The plane goes on after a row, so reading eight is safe; beyond the row they only cost a look.
    const eight = v128.load(line + (<usize>next << 1));
    if (i16x8.all_true(i16x8.ge_u(eight, far))) continue;
    const end = min(next + 8, width);
    for (let u = next; u < end; u++) {
      const g = <i32>load<u16>(line + (<usize>u << 1));
      if (g >= reach) continue;
      const square = g * g;
      while (top >= 0) {
        const old = topFrom - topSite;
        const young = topFrom - u;
        if (old * old + topSquare <= young * young + square) break;
        top--;
        if (top < 0) break;
        topSite = load<i32>(sites + (<usize>top << 2));
        topFrom = load<i32>(froms + (<usize>top << 2));
        const h = <i32>load<u16>(line + (<usize>topSite << 1));
        topSquare = h * h;
      }
      let from = 0;
      if (top >= 0) {
        // First column where the new parabola is lower: floor of the (never negative) crossing, plus one.
        const step = u - topSite;
        const crossing = step * (u + topSite) + square - topSquare;
        from = <i32>(<u32>crossing / <u32>(step + step)) + 1;
        if (from >= width) continue;
      }
      top++;
      topSite = u;
      topFrom = from;
      topSquare = square;
      store<i32>(sites + (<usize>top << 2), u);
      store<i32>(froms + (<usize>top << 2), from);
    }
  }
  if (top < 0) fill(out, width, cap);
  else envelope(line, out, sites, froms, top, width, cap);
}

/** Four at a time; up to three samples too many are overwritten by the next segment or row. */
function fill(out: usize, width: i32, cap: f32): void {
  for (let col = 0; col < width; col += 4) v128.store(out + (<usize>col << 2), f32x4.splat(cap));
}

/**
 * The roots along the envelope, four at a time as above. Squares up to 2^24 are exact in float32, and with them their
 * correctly rounded roots; larger ones are above the cap anyway.
 */
function envelope(line: usize, out: usize, sites: usize, froms: usize, top: i32, width: i32, cap: f32): void {
  const most = f32x4.splat(cap);
  const four = f32x4.splat(4);
  let from = 0;
  for (let k = 0; k <= top; k++) {
    const site = load<i32>(sites + (<usize>k << 2));
    const end = k < top ? load<i32>(froms + (<usize>k << 2), 4) : width;
    const g = <i32>load<u16>(line + (<usize>site << 1));
    const square = f32x4.splat(<f32>(g * g));
    let dx = f32x4.add(f32x4.splat(<f32>(from - site)), f32x4(0, 1, 2, 3));
    for (; from < end; from += 4) {
      const d = f32x4.sqrt(f32x4.add(f32x4.mul(dx, dx), square));
      v128.store(out + (<usize>from << 2), f32x4.pmin(d, most));
      dx = f32x4.add(dx, four);
    }
    from = end;
  }
}

export function distance(heights: usize, out: usize, scratch: usize, width: i32, height: i32, cap: f32): void {
  const reach = <i32>Mathf.ceil(cap);
  // The samples too many of the last row land in front of the stacks.
  const sites = scratch + 16;
  const froms = sites + (<usize>width << 2) + 16;
  const plane = (froms + (<usize>width << 2) + 31) & ~15;
  columns(heights, plane, width, height, reach);
  for (let y = 0; y < height; y++) {
    const offset = <usize>y * <usize>width;
    row(plane + (offset << 1), out + (offset << 2), sites, froms, width, reach, cap);
  }
}
