import type { HeightField } from './stamp-crater.js';
import { type Sun, sunVector } from './sun.js';

/** Sizes of the blocks whose highest points let a ray skip them: 8 and 64 samples. */
const SMALL_BITS = 3;
const LARGE_BITS = 6;

/**
 * 1 where the Sun's centre is seen, 0 where higher ground hides it. The ray of a pixel starts at its centre and is held against the
 * ground wherever it crosses a line of pixel centres across its main direction (columns when the Sun is more to the side, else rows),
 * with heights linear between neighbouring centres; exact for that surface. Ground beyond the raster hides nothing. Blocks
 * whose highest point lies below a ray are skipped (maximum mipmaps, Tevs et al. 2008), which changes no result.
 */
export function castShadows(field: HeightField, sun: Sun): Uint8Array {
  const { width, height, pixel, heights } = field;
  const axes = marchAxes(field, sun);
  const { nU, nV, strideU, strideV, dir } = axes;
  const { rise, offset, across, weight, floors } = marchSteps(axes, sun, pixel);
  const small = blockMaxima(heights, axes, 1 << SMALL_BITS);
  const large = blockMaxima(heights, axes, 1 << LARGE_BITS);
  const highest = large.maxima.reduce((a, b) => Math.max(a, b));
  const lit = new Uint8Array(width * height).fill(1);
  for (let v = 0; v < nV; v++) {
    const inside = stepsInside(v, nV, floors, weight);
    for (let u = 0; u < nU; u++) {
      const start = u * strideU + v * strideV;
      const z = heights[start];
      const last = Math.min(inside, dir > 0 ? nU - 1 - u : u, Math.ceil((highest - z) / rise));
      for (let k = 1; k <= last; ) {
        const at = u + dir * k;
        const leave = stepsToLeave(at, SMALL_BITS, dir);
        // The block of the pixel itself is hardly ever below its ray.
        if (k > 1) {
          const row = v + floors[k];
          const ray = z + k * rise;
          if (ray >= small.maxima[(at >> SMALL_BITS) * small.rows + (row >> SMALL_BITS)]) {
            const far = ray >= large.maxima[(at >> LARGE_BITS) * large.rows + (row >> LARGE_BITS)];
            k += far ? stepsToLeave(at, LARGE_BITS, dir) : leave;
            continue;
          }
        }
        const end = Math.min(last, k + leave - 1);
        for (; k <= end; k++) {
          const i = start + offset[k];
          const h = heights[i];
          if (h + (heights[i + across[k]] - h) * weight[k] > z + k * rise) {
            lit[start] = 0;
            k = last;
          }
        }
      }
    }
  }
  return lit;
}

interface MarchAxes {
  /** Samples along the main direction and across it, and the distance of neighbours in the array. */
  readonly nU: number;
  readonly nV: number;
  readonly strideU: number;
  readonly strideV: number;
  /** Sign of the march along u, and step along v per step along u, -1 to 1. */
  readonly dir: 1 | -1;
  readonly slant: number;
}

function marchAxes({ width, height }: HeightField, sun: Sun): MarchAxes {
  const [col, row] = sunVector(sun);
  const alongCols = Math.abs(col) >= Math.abs(row);
  const [main, side] = alongCols ? [col, row] : [row, col];
  const axes = alongCols
    ? { nU: width, nV: height, strideU: 1, strideV: width }
    : { nU: height, nV: width, strideU: width, strideV: 1 };
  return { ...axes, dir: main > 0 ? 1 : -1, slant: side / Math.abs(main) };
}

/** Per step: rise of the ray in metres, array offset of the lower neighbour, offset and weight of the next one. */
function marchSteps({ nU, strideU, strideV, dir, slant }: MarchAxes, { elevation }: Sun, pixel: number) {
  const rise = pixel * Math.hypot(1, slant) * Math.tan((elevation * Math.PI) / 180);
  const floors = new Int32Array(nU);
  const weight = new Float64Array(nU);
  for (let k = 0; k < nU; k++) {
    const position = k * slant;
    const whole = Math.round(position);
    // Angles along the axes and diagonals are not exact in floating point, their rays have to be.
    const exact = Math.abs(position - whole) < 1e-9 * (k + 1);
    floors[k] = exact ? whole : Math.floor(position);
    weight[k] = exact ? 0 : position - floors[k];
  }
  const offset = floors.map((floor, k) => k * dir * strideU + floor * strideV);
  const across = Int32Array.from(weight, (w) => (w > 0 ? strideV : 0));
  return { rise, offset, across, weight, floors };
}

/** Steps that a ray from line `v` can take before it leaves the raster across. */
function stepsInside(v: number, nV: number, floors: Int32Array, weight: Float64Array): number {
  const isInside = (k: number): boolean =>
    v + floors[k] >= 0 && v + floors[k] + (weight[k] > 0 ? 1 : 0) <= nV - 1;
  let low = 0;
  let high = floors.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isInside(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Steps from `at` to the first sample of the next block of `1 << bits` samples. */
function stepsToLeave(at: number, bits: number, dir: 1 | -1): number {
  const inside = at & ((1 << bits) - 1);
  return dir > 0 ? (1 << bits) - inside : inside + 1;
}

/**
 * Highest ground that a ray can meet between entering a column of blocks in a block and leaving that column: the block itself, the
 * neighbour towards which the ray slants, and the line beyond that interpolation touches. `maxima[blockU * rows + blockV]`.
 */
function blockMaxima(heights: Float32Array, axes: MarchAxes, size: number) {
  const { nU, nV, strideU, strideV, slant } = axes;
  const rows = Math.ceil(nV / size);
  const cols = Math.ceil(nU / size);
  const lines = new Float32Array(nV);
  const maxima = new Float64Array(cols * rows);
  for (let b = 0; b < cols; b++) {
    lines.fill(Number.NEGATIVE_INFINITY);
    const end = Math.min(nU, (b + 1) * size);
    for (let u = b * size; u < end; u++) {
      for (let v = 0, i = u * strideU; v < nV; v++, i += strideV)
        if (heights[i] > lines[v]) lines[v] = heights[i];
    }
    for (let row = 0; row < rows; row++) {
      const first = Math.max(0, (row - (slant < 0 ? 1 : 0)) * size);
      const last = Math.min(nV - 1, (row + (slant > 0 ? 2 : 1)) * size);
      let max = Number.NEGATIVE_INFINITY;
      for (let v = first; v <= last; v++) if (lines[v] > max) max = lines[v];
      maxima[b * rows + row] = max;
    }
  }
  return { maxima, rows };
}
