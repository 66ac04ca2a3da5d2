import type { Rng } from '../../core/rng.js';

/** A line through a scene in pixels, sampled about every pixel. */
export interface Path {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface PathOptions {
  readonly width: number;
  readonly height: number;
  /** Spread of the sideways steps and wavelength of the bends, pixels. */
  readonly sway: number;
  readonly wavelength: number;
}

/** Bends of a path: waves of incommensurable lengths, the longest of the wavelength asked for. */
const WAVES = [1, 0.53, 0.29, 0.17];

/** A line from one side of the scene to the opposite one that bends on its way. */
export function drawPath({ width, height, sway, wavelength }: PathOptions, rng: Rng): Path {
  const angle = 2 * Math.PI * rng.next();
  const [dirX, dirY] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.hypot(width, height) / 2;
  const aside = 0.6 * (rng.next() - 0.5) * Math.min(width, height);
  const waves = WAVES.map((part) => ({
    length: part * wavelength,
    size: part * sway * rng.normal(),
    phase: 2 * Math.PI * rng.next(),
  }));
  const count = Math.ceil(2 * reach) + 1;
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    const along = i - reach;
    const side = waves.reduce((s, w) => s + w.size * Math.sin((2 * Math.PI * i) / w.length + w.phase), aside);
    x[i] = width / 2 + along * dirX - side * dirY;
    y[i] = height / 2 + along * dirY + side * dirX;
  }
  return { x, y };
}

/** How far every pixel of a scene is from a path, and from which of its points. */
export interface PathField {
  /** Pixels; Infinity beyond the reach. */
  readonly distance: Float32Array;
  /** Index into the path. */
  readonly nearest: Int32Array;
}

/** Distances up to `reach` pixels. The path's points are as dense as the pixels, so that their distances are the path's. */
export function pathField({ x, y }: Path, width: number, height: number, reach: number): PathField {
  const distance = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  const nearest = new Int32Array(width * height).fill(-1);
  const limit = Math.ceil(reach);
  // Squares of distances until the end: the innermost loop is most of a scene's time.
  const squares = new Float64Array(width * height).fill(reach ** 2);
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [x[i] - 0.5, y[i] - 0.5];
    const lastRow = Math.min(height - 1, Math.ceil(py) + limit);
    const lastCol = Math.min(width - 1, Math.ceil(px) + limit);
    for (let r = Math.max(0, Math.floor(py) - limit); r <= lastRow; r++) {
      const down = (r - py) ** 2;
      for (let c = Math.max(0, Math.floor(px) - limit), o = r * width + c; c <= lastCol; c++, o++) {
        const square = (c - px) * (c - px) + down;
        if (square < squares[o]) {
          squares[o] = square;
          nearest[o] = i;
        }
      }
    }
  }
  for (let o = 0; o < distance.length; o++) if (nearest[o] >= 0) distance[o] = Math.sqrt(squares[o]);
  return { distance, nearest };
}

/** A raster's samples along a path; beyond the raster those of its edge. */
export function alongPath(
  { x, y }: Path,
  samples: Float32Array,
  width: number,
  height: number,
): Float64Array {
  return Float64Array.from(x, (_, i) => {
    const c = Math.min(width - 1, Math.max(0, Math.floor(x[i])));
    const r = Math.min(height - 1, Math.max(0, Math.floor(y[i])));
    return samples[r * width + c];
  });
}

/** Running mean over `2 radius + 1` points, three times: nearly a Gaussian. Fewer points at the ends. */
export function smoothAlong(values: Float64Array, radius: number): Float64Array {
  let smooth = values;
  for (let pass = 0; pass < 3; pass++) {
    const sums = new Float64Array(smooth.length + 1);
    for (let i = 0; i < smooth.length; i++) sums[i + 1] = sums[i] + smooth[i];
    smooth = smooth.map((_, i) => {
      const [from, to] = [Math.max(0, i - radius), Math.min(smooth.length, i + radius + 1)];
      return (sums[to] - sums[from]) / (to - from);
    });
  }
  return smooth;
}
