/**
 * Affine transform from pixel to map coordinates in rasterio order `[a, b, c, d, e, f]`:
 * `x = a*col + b*row + c`, `y = d*col + e*row + f`. `(col, row) = (0, 0)` is the **outer corner** of the top-left
 * pixel; its centre is `(0.5, 0.5)`. North-up rasters have `b = d = 0`, `a > 0`, `e < 0`.
 */
export type GeoTransform = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Map coordinates of a pixel position (corner convention). */
export function toMap(t: GeoTransform, col: number, row: number): [x: number, y: number] {
  return [t[0] * col + t[1] * row + t[2], t[3] * col + t[4] * row + t[5]];
}

/** Transform from map to pixel coordinates, again as a {@link GeoTransform}. NaN-filled when singular. */
export function invert(t: GeoTransform): GeoTransform {
  const [a, b, c, d, e, f] = t;
  if (b === 0 && d === 0) return [1 / a, 0, -c / a, 0, 1 / e, -f / e];
  const det = a * e - b * d;
  return [e / det, -b / det, (b * f - c * e) / det, -d / det, a / det, (c * d - a * f) / det];
}

/** `outer ∘ inner`: first `inner`, then `outer`. */
export function compose(outer: GeoTransform, inner: GeoTransform): GeoTransform {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}

/** Transform of the window whose top-left pixel is `(col, row)`; pixel size unchanged. */
export function translate(t: GeoTransform, col: number, row: number): GeoTransform {
  const [x, y] = toMap(t, col, row);
  return [t[0], t[1], x, t[3], t[4], y];
}

/** Transform of the same area sampled with pixels `sx` times as wide and `sy` times as high. */
export function scale(t: GeoTransform, sx: number, sy: number): GeoTransform {
  return [t[0] * sx, t[1] * sy, t[2], t[3] * sx, t[4] * sy, t[5]];
}

/** Pixel width and height in map units, positive, also for rotated grids. */
export function pixelSize(t: GeoTransform): [width: number, height: number] {
  return [Math.hypot(t[0], t[3]), Math.hypot(t[1], t[4])];
}

export function isNorthUp(t: GeoTransform): boolean {
  return t[1] === 0 && t[3] === 0 && t[0] > 0 && t[4] < 0;
}

/** Whether every coefficient is finite and the grid has an area. */
export function isUsable(t: GeoTransform): boolean {
  return t.every(Number.isFinite) && t[0] * t[4] - t[1] * t[3] !== 0;
}

/** North-up transform from the top-left corner and the (positive) pixel size. */
export function northUp(west: number, north: number, width: number, height: number): GeoTransform {
  return [width, 0, west, 0, -height, north];
}
