// Horn's gradient for four pixels at a time; the operations and their order are those of horn.ts.

@inline
export function gradientX(nw: v128, ne: v128, w: v128, e: v128, sw: v128, se: v128, factor: v128): v128 {
  const middle = f32x4.sub(w, e);
  const outer = f32x4.add(f32x4.sub(nw, ne), f32x4.sub(sw, se));
  return f32x4.mul(f32x4.add(outer, f32x4.add(middle, middle)), factor);
}

@inline
export function gradientY(nw: v128, n: v128, ne: v128, sw: v128, s: v128, se: v128, factor: v128): v128 {
  const middle = f32x4.sub(n, s);
  const outer = f32x4.add(f32x4.sub(nw, sw), f32x4.sub(ne, se));
  return f32x4.mul(f32x4.add(outer, f32x4.add(middle, middle)), factor);
}

/** NaN lanes replaced by the centre. */
@inline
export function orCentre(value: v128, centre: v128): v128 {
  return v128.bitselect(value, centre, f32x4.eq(value, value));
}
