export interface CannyOptions {
  /** Thresholds of the gradient magnitude `sqrt(gx² + gy²)` of 3 x 3 Sobel filters, 8-bit samples. */
  readonly low: number;
  readonly high: number;
}

const TAN_22 = Math.tan(Math.PI / 8);

/**
 * Edge pixels (1) of an 8-bit image (Canny 1986): Sobel gradients, maxima across the edge in one of four directions, and those that
 * hang together with one above `high` through pixels above `low`. Blur the image first where it is noisy.
 */
export function canny(
  samples: Uint8Array,
  width: number,
  height: number,
  { low, high }: CannyOptions,
): Uint8Array {
  const { gx, gy, squares } = sobel(samples, width, height);
  const edges = new Uint8Array(width * height);
  const strong: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (squares[p] <= low * low || !isMaximum(gx[p], gy[p], squares, x, y, width, height)) continue;
      edges[p] = 1;
      if (squares[p] > high * high) strong.push(p);
    }
  }
  return connected(edges, strong, width, height);
}

function sobel(samples: Uint8Array, width: number, height: number) {
  const gx = new Int16Array(width * height);
  const gy = new Int16Array(width * height);
  const squares = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    const up = Math.max(y - 1, 0) * width;
    const at = y * width;
    const down = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const l = Math.max(x - 1, 0);
      const r = Math.min(x + 1, width - 1);
      const falling = samples[down + r] - samples[up + l];
      const rising = samples[up + r] - samples[down + l];
      const h = falling + rising + 2 * (samples[at + r] - samples[at + l]);
      const v = falling - rising + 2 * (samples[down + x] - samples[up + x]);
      gx[at + x] = h;
      gy[at + x] = v;
      squares[at + x] = h * h + v * v;
    }
  }
  return { gx, gy, squares };
}

function isMaximum(
  gx: number,
  gy: number,
  squares: Int32Array,
  x: number,
  y: number,
  width: number,
  height: number,
): boolean {
  const own = squares[y * width + x];
  const at = (dx: number, dy: number): number => {
    const [i, j] = [x + dx, y + dy];
    return i < 0 || j < 0 || i >= width || j >= height ? 0 : squares[j * width + i];
  };
  const [ax, ay] = [Math.abs(gx), Math.abs(gy)];
  // Of two equal neighbours one side wins, so that ramps give thin edges.
  if (ay < ax * TAN_22) return own > at(-1, 0) && own >= at(1, 0);
  if (ax < ay * TAN_22) return own > at(0, -1) && own >= at(0, 1);
  const side = gx < 0 !== gy < 0 ? -1 : 1;
  return own > at(-side, -1) && own > at(side, 1);
}

function connected(candidates: Uint8Array, seeds: number[], width: number, height: number): Uint8Array {
  const edges = new Uint8Array(candidates.length);
  for (const p of seeds) edges[p] = 1;
  for (let p = seeds.pop(); p !== undefined; p = seeds.pop()) {
    const x = p % width;
    const y = (p - x) / width;
    for (let j = Math.max(y - 1, 0); j <= Math.min(y + 1, height - 1); j++) {
      for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, width - 1); i++) {
        const q = j * width + i;
        if (candidates[q] === 0 || edges[q] === 1) continue;
        edges[q] = 1;
        seeds.push(q);
      }
    }
  }
  return edges;
}
