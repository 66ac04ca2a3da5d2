import type { Window } from '../core/window.js';
import { snapPosition } from './pixel-position.js';
import type { Positions } from './warp.js';

/** Target pixel coordinates to source pixel coordinates, in place; NaN in both where there is none. */
export type Projection = (x: Float64Array, y: Float64Array) => void;

/** Side of a cell in target pixels. Cells lie at multiples of it, whatever window is asked for. */
const CELL = 64;
/** Cells of this size are not interpolated but computed pixel by pixel. */
const EXACT_CELL = 4;
/** Largest difference in source pixels between interpolated and computed positions where the two are compared. */
const TOLERANCE = 1e-4;

/** Nine nodes in the cell's unit square, row-major, and four check points between them. */
const U = [0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1, 0.25, 0.75, 0.25, 0.75];
const V = [0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1, 0.25, 0.25, 0.75, 0.75];
const NODES = 9;

/**
 * Positions of a window, interpolated in cells anchored at absolute target pixels: biquadratically between 3 x 3 nodes where
 * four points in between are met within 1e-4 source pixel (a cell of a usual map projection is met to 1e-5 and
 * better), otherwise in four smaller cells, down to 4 pixels, which are computed one by one. Cells at the edge of the
 * projection's domain and on the seam of the longitudes are therefore exact; a cell none of whose 13 points is in the
 * domain is taken to lie outside. Cells for which `mayTouch` is false are left NaN without a look.
 */
export function latticePositions(
  project: Projection,
  window: Window,
  mayTouch: (cell: Window) => boolean,
): Positions {
  const x = new Float64Array(window.width * window.height).fill(Number.NaN);
  const y = new Float64Array(x.length).fill(Number.NaN);
  const job: Job = { project, window, x, y, u: new Float64Array(U.length), v: new Float64Array(V.length) };
  const right = window.col + window.width;
  const bottom = window.row + window.height;
  for (let row = Math.floor(window.row / CELL) * CELL; row < bottom; row += CELL) {
    for (let col = Math.floor(window.col / CELL) * CELL; col < right; col += CELL) {
      if (mayTouch({ col, row, width: CELL, height: CELL })) fillCell(job, col, row, CELL);
    }
  }
  return { kind: 'scattered', x, y };
}

interface Job {
  readonly project: Projection;
  readonly window: Window;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Coordinates of the 13 points of a cell. */
  readonly u: Float64Array;
  readonly v: Float64Array;
}

function fillCell(job: Job, col: number, row: number, size: number): void {
  if (isOutside(job.window, col, row, size)) return;
  const { u, v } = job;
  for (let i = 0; i < U.length; i++) {
    u[i] = col + U[i] * size;
    v[i] = row + V[i] * size;
  }
  job.project(u, v);
  if (u.every(Number.isNaN)) return;
  if (isMet(u) && isMet(v)) {
    interpolate(u, job.x, job.window, col, row, size);
    interpolate(v, job.y, job.window, col, row, size);
  } else if (size === EXACT_CELL) {
    fillExactly(job, col, row);
  } else {
    const half = size / 2;
    fillCell(job, col, row, half);
    fillCell(job, col + half, row, half);
    fillCell(job, col, row + half, half);
    fillCell(job, col + half, row + half, half);
  }
}

function isOutside(w: Window, col: number, row: number, size: number): boolean {
  return col + size <= w.col || row + size <= w.row || col >= w.col + w.width || row >= w.row + w.height;
}

/** Whether the nodes predict the check points; false with NaN among them. */
function isMet(values: Float64Array): boolean {
  for (let i = NODES; i < U.length; i++) {
    const [a, b, c] = rowPolynomial(values, V[i]);
    if (!(Math.abs(a + U[i] * (b + U[i] * c) - values[i]) <= TOLERANCE)) return false;
  }
  return true;
}

/** Coefficients of `a + b u + c u^2` along the line `v` of the biquadratic surface through the nodes. */
function rowPolynomial(values: Float64Array, v: number): [a: number, b: number, c: number] {
  const top = (2 * v - 1) * (v - 1);
  const middle = 4 * v * (1 - v);
  const bottom = v * (2 * v - 1);
  const left = top * values[0] + middle * values[3] + bottom * values[6];
  const centre = top * values[1] + middle * values[4] + bottom * values[7];
  const right = top * values[2] + middle * values[5] + bottom * values[8];
  return [left, 4 * centre - 3 * left - right, 2 * left - 4 * centre + 2 * right];
}

function interpolate(
  nodes: Float64Array,
  out: Float64Array,
  w: Window,
  col: number,
  row: number,
  size: number,
): void {
  const firstCol = Math.max(col, w.col);
  const lastCol = Math.min(col + size, w.col + w.width);
  const lastRow = Math.min(row + size, w.row + w.height);
  for (let r = Math.max(row, w.row); r < lastRow; r++) {
    const [a, b, c] = rowPolynomial(nodes, (r - row + 0.5) / size);
    const line = (r - w.row) * w.width - w.col;
    for (let k = firstCol; k < lastCol; k++) {
      const u = (k - col + 0.5) / size;
      out[line + k] = snapPosition(a + u * (b + u * c));
    }
  }
}

function fillExactly({ project, window: w, x, y }: Job, col: number, row: number): void {
  const px = new Float64Array(EXACT_CELL ** 2);
  const py = new Float64Array(EXACT_CELL ** 2);
  for (let i = 0; i < px.length; i++) {
    px[i] = col + (i % EXACT_CELL) + 0.5;
    py[i] = row + Math.floor(i / EXACT_CELL) + 0.5;
  }
  project(px, py);
  for (let i = 0; i < px.length; i++) {
    const c = col + (i % EXACT_CELL) - w.col;
    const r = row + Math.floor(i / EXACT_CELL) - w.row;
    if (c < 0 || r < 0 || c >= w.width || r >= w.height) continue;
    x[r * w.width + c] = snapPosition(px[i]);
    y[r * w.width + c] = snapPosition(py[i]);
  }
}
