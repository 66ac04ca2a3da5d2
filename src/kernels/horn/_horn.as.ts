// Horn's gradient for four pixels at a time; the operations and their order are those of horn.ts.

/** Results of `gradients`: functions cannot return two vectors. */
export let p: v128;
export let q: v128;
/** All ones where the centre is present. */
export let present: v128;

@inline
function gradientX(nw: v128, ne: v128, w: v128, e: v128, sw: v128, se: v128, factor: v128): v128 {
  const middle = f32x4.sub(w, e);
  const outer = f32x4.add(f32x4.sub(nw, ne), f32x4.sub(sw, se));
  return f32x4.mul(f32x4.add(outer, f32x4.add(middle, middle)), factor);
}

@inline
function gradientY(nw: v128, n: v128, ne: v128, sw: v128, s: v128, se: v128, factor: v128): v128 {
  const middle = f32x4.sub(n, s);
  const outer = f32x4.add(f32x4.sub(nw, sw), f32x4.sub(ne, se));
  return f32x4.mul(f32x4.add(outer, f32x4.add(middle, middle)), factor);
}

/** NaN lanes replaced by the centre. */
@inline
function orCentre(value: v128, centre: v128): v128 {
  return v128.bitselect(value, centre, f32x4.eq(value, value));
}

/**
 * Sets `p`, `q` and `present` for four pixels; `a` is the address of the north-western neighbour of the first. With
 * `replace`, missing neighbours are replaced by the centre, which is only looked at when the result says so.
 */
@inline
export function gradients(a: usize, stride: usize, kx: v128, ky: v128, replace: bool): void {
  const b = a + stride;
  const c = b + stride;
  let nw = v128.load(a), n = v128.load(a, 4), ne = v128.load(a, 8);
  let w = v128.load(b), e = v128.load(b, 8);
  let sw = v128.load(c), s = v128.load(c, 4), se = v128.load(c, 8);
  const centre = v128.load(b, 4);
  let x = gradientX(nw, ne, w, e, sw, se, kx);
  let y = gradientY(nw, n, ne, sw, s, se, ky);
  if (replace && !i32x4.all_true(v128.and(f32x4.eq(x, x), f32x4.eq(y, y)))) {
    nw = orCentre(nw, centre); n = orCentre(n, centre); ne = orCentre(ne, centre);
    w = orCentre(w, centre); e = orCentre(e, centre);
    sw = orCentre(sw, centre); s = orCentre(s, centre); se = orCentre(se, centre);
    x = gradientX(nw, ne, w, e, sw, se, kx);
    y = gradientY(nw, n, ne, sw, s, se, ky);
  }
  p = x;
  q = y;
  present = f32x4.eq(centre, centre);
}
