import Delaunator from 'delaunator';

/** Points of a surface; positions are pixels of the grid to fill (corner convention) and may lie outside. */
export interface TinPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly height: Float32Array;
  /** Standard deviation of the height. */
  readonly sigma: Float32Array;
}

/** A surface on a grid, rows first; NaN where no triangle is. */
export interface TinGrid {
  readonly height: Float32Array;
  /** Between the points' own; see {@link VOID_SLOPE}. */
  readonly sigma: Float32Array;
  /** Longest side of the triangle that a height comes from, pixels. */
  readonly side: Float32Array;
}

/** Triangles with sides up to this many pixels lie between points of neighbouring pixels, or across one missing pixel. */
export const DENSE_SIDE = 3;

/**
 * What is unknown inside larger triangles: heights may stray from the facet by this many metres per metre of the side beyond a
 * dense one. A slope of about 6 degrees, that of hilly ground.
 */
const VOID_SLOPE = 0.1;

/** Rounding must not let a centre on the side of two triangles fall between them. */
const ON_SIDE = 1e-9;

/**
 * Heights at pixel centres by linear interpolation in the Delaunay triangles of the points. Triangles with a side longer than
 * `longest` pixels stay empty. `pixel` is the pixel size in metres.
 */
export function gridTin(
  points: TinPoints,
  width: number,
  height: number,
  pixel: number,
  longest = Number.POSITIVE_INFINITY,
): TinGrid {
  const empty = (): Float32Array => new Float32Array(width * height).fill(Number.NaN);
  const out: TinGrid = { height: empty(), sigma: empty(), side: empty() };
  const { x, y } = points;
  if (x.length < 3) return out;
  const coordinates = new Float64Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    coordinates[2 * i] = x[i];
    coordinates[2 * i + 1] = y[i];
  }
  const { triangles } = new Delaunator(coordinates);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const side = Math.max(
      Math.hypot(x[a] - x[b], y[a] - y[b]),
      Math.hypot(x[b] - x[c], y[b] - y[c]),
      Math.hypot(x[c] - x[a], y[c] - y[a]),
    );
    if (side <= longest) fillTriangle(points, a, b, c, side, pixel, width, height, out);
  }
  return out;
}

/** Pixel centres inside or on the sides of a triangle. */
function fillTriangle(
  { x, y, height: z, sigma }: TinPoints,
  a: number,
  b: number,
  c: number,
  side: number,
  pixel: number,
  width: number,
  height: number,
  out: TinGrid,
): void {
  const area = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a]);
  if (area === 0) return;
  const unknown = VOID_SLOPE * pixel * Math.max(0, side - DENSE_SIDE);
  const left = Math.max(0, Math.ceil(Math.min(x[a], x[b], x[c]) - 0.5));
  const right = Math.min(width - 1, Math.floor(Math.max(x[a], x[b], x[c]) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(y[a], y[b], y[c]) - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(y[a], y[b], y[c]) - 0.5));
  for (let row = top; row <= bottom; row++) {
    for (let col = left; col <= right; col++) {
      const [px, py] = [col + 0.5, row + 0.5];
      const wb = ((px - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (py - y[a])) / area;
      const wc = ((x[b] - x[a]) * (py - y[a]) - (px - x[a]) * (y[b] - y[a])) / area;
      const wa = 1 - wb - wc;
      if (Math.min(wa, wb, wc) < -ON_SIDE) continue;
      const i = row * width + col;
      out.height[i] = wa * z[a] + wb * z[b] + wc * z[c];
      out.sigma[i] = Math.hypot(wa * sigma[a] + wb * sigma[b] + wc * sigma[c], unknown);
      out.side[i] = side;
    }
  }
}
