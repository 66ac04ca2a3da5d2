import { correlateMasked, type MaskedImage } from './masked-correlation.js';
import type { Placement } from './placement.js';
import type { Surface } from './surface.js';

/** What the search for a first shift found. */
export interface CoarseSearch {
  /** Pixels of the surface to add to positions of the points; 0 when the search found nothing reliable. */
  readonly cols: number;
  readonly rows: number;
  /** Pixels of the surface per cell of the search. */
  readonly factor: number;
  readonly ncc: number;
  readonly second: number;
  /** Largest shifts that were tried, pixels of the surface. */
  readonly rangeCols: number;
  readonly rangeRows: number;
  readonly reliable: boolean;
}

/** Cells along the longer side of the search. */
const CELLS = 256;
/** Share of the sparser data that has to overlap at a shift that is tried. */
const MIN_OVERLAP = 0.25;
/** A peak counts when it is this high, and the best place elsewhere leaves this many times as much variance unexplained. */
const MIN_NCC = 0.3;
const MIN_ADVANTAGE = 1.2;
/** Radius in cells of the mean that is taken off: what is left is relief, not trend. */
const DETREND_RADIUS = 8;
/** Cells of the points that must be filled within their frame to take their local mean. */
const DENSE = 0.5;

/**
 * Finds the whole shift of points over a surface without any first guess: both are averaged to at most 256 cells, freed of their
 * trend, and correlated at every shift with a quarter of overlap.
 */
export function searchShift(placement: Placement, surface: Surface): CoarseSearch {
  const frame = frameOf(placement, surface);
  const fixed = binSurface(surface, frame);
  const moving = binPoints(placement, frame);
  const dense = share(moving, frame, placement) >= DENSE;
  const prepare = dense ? detrend : centre;
  const peak = correlateMasked(prepare(fixed), prepare(moving), MIN_OVERLAP);
  const reliable = peak.ncc >= MIN_NCC && !(1 - peak.second < MIN_ADVANTAGE * (1 - peak.ncc));
  const { factor } = frame;
  return {
    cols: reliable ? peak.cols * factor : 0,
    rows: reliable ? peak.rows * factor : 0,
    factor,
    ncc: peak.ncc,
    second: peak.second,
    rangeCols: peak.rangeCols * factor,
    rangeRows: peak.rangeRows * factor,
    reliable,
  };
}

/** Cells over the surface and the points, from the surface's pixel (col, row) on. */
interface Frame {
  readonly col: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
  readonly factor: number;
}

function frameOf({ col, row }: Placement, { grid }: Surface): Frame {
  let [left, top, right, bottom] = [0, 0, grid.width, grid.height];
  for (let i = 0; i < col.length; i++) {
    if (!Number.isFinite(col[i]! + row[i]!)) continue;
    left = Math.min(left, Math.floor(col[i]!));
    right = Math.max(right, Math.ceil(col[i]!));
    top = Math.min(top, Math.floor(row[i]!));
    bottom = Math.max(bottom, Math.ceil(row[i]!));
  }
  const factor = Math.max(1, Math.ceil(Math.max(right - left, bottom - top) / CELLS));
  return {
    col: left,
    row: top,
    width: Math.ceil((right - left) / factor) + 1,
    height: Math.ceil((bottom - top) / factor) + 1,
    factor,
  };
}

interface Bins {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

function createBins({ width, height }: Frame): Bins {
  return { sums: new Float64Array(width * height), counts: new Float64Array(width * height) };
}

function means({ sums, counts }: Bins, { width, height }: Frame): MaskedImage {
  const data = sums.map((s, i) => (counts[i]! > 0 ? s / counts[i]! : Number.NaN));
  return { width, height, data };
}

function binSurface({ grid, data }: Surface, frame: Frame): MaskedImage {
  const bins = createBins(frame);
  for (let row = 0; row < grid.height; row++) {
    const line = Math.floor((row - frame.row) / frame.factor) * frame.width;
    for (let col = 0; col < grid.width; col++) {
      const h = data[row * grid.width + col]!;
      if (Number.isNaN(h)) continue;
      const cell = line + Math.floor((col - frame.col) / frame.factor);
      bins.sums[cell]! += h;
      bins.counts[cell]!++;
    }
  }
  return means(bins, frame);
}

function binPoints({ col, row, h }: Placement, frame: Frame): MaskedImage {
  const bins = createBins(frame);
  for (let i = 0; i < h.length; i++) {
    if (!Number.isFinite(col[i]! + row[i]!)) continue;
    const line = Math.floor((row[i]! - frame.row) / frame.factor) * frame.width;
    const cell = line + Math.floor((col[i]! - frame.col) / frame.factor);
    bins.sums[cell]! += h[i]!;
    bins.counts[cell]!++;
  }
  return means(bins, frame);
}

/** Filled cells among those of the points' own frame. */
function share({ data }: MaskedImage, { factor }: Frame, { col, row }: Placement): number {
  let filled = 0;
  for (const v of data) if (!Number.isNaN(v)) filled++;
  const span = (values: Float64Array): number => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const v of values) {
      if (v < low) low = v;
      if (v > high) high = v;
    }
    return Math.max(1, (high - low) / factor);
  };
  return filled / (span(col) * span(row));
}

function centre(image: MaskedImage): MaskedImage {
  let [sum, count] = [0, 0];
  for (const v of image.data) {
    if (Number.isNaN(v)) continue;
    sum += v;
    count++;
  }
  return { ...image, data: image.data.map((v) => v - sum / count) };
}

/** Takes off the mean of the valid cells within {@link DETREND_RADIUS}, by running sums along rows, then columns. */
function detrend(image: MaskedImage): MaskedImage {
  const { width, height, data } = image;
  const valid = data.map((v) => (Number.isNaN(v) ? 0 : 1));
  const filled = data.map((v) => (Number.isNaN(v) ? 0 : v));
  const sums = boxSum(boxSum(filled, width, height, 1), width, height, width);
  const counts = boxSum(boxSum(valid, width, height, 1), width, height, width);
  return { width, height, data: data.map((v, i) => v - sums[i]! / counts[i]!) };
}

function boxSum(values: Float64Array, width: number, height: number, stride: number): Float64Array {
  const [lines, length, lineStride] = stride === 1 ? [height, width, width] : [width, height, 1];
  const out = new Float64Array(values.length);
  for (let line = 0; line < lines; line++) {
    const at = (k: number): number => line * lineStride + k * stride;
    let sum = 0;
    for (let k = 0; k < Math.min(DETREND_RADIUS, length); k++) sum += values[at(k)]!;
    for (let k = 0; k < length; k++) {
      if (k + DETREND_RADIUS < length) sum += values[at(k + DETREND_RADIUS)]!;
      if (k - DETREND_RADIUS - 1 >= 0) sum -= values[at(k - DETREND_RADIUS - 1)]!;
      out[at(k)] = sum;
    }
  }
  return out;
}
