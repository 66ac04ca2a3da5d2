import { MATCH_CLASS } from '../kernels/semi-global/index.js';

/** Greatest step between neighbours (4 of them) of one segment, columns. */
const STEP = 1;

/** Pieces of rows without a larger step, [start, end), in the order of the image; trees of `parent` are segments. */
interface Runs {
  start: Int32Array;
  end: Int32Array;
  parent: Int32Array;
  count: number;
}

/**
 * Removal of peaks (Hirschmüller 2008, section 2.5.1): patches of fewer than `smallest` pixels whose disparities are more than one
 * column apart from all around are set to NaN and to class `peak`.
 */
export function removeSmallSegments(
  disparity: Float32Array,
  classes: Uint8Array,
  width: number,
  smallest: number,
): void {
  if (smallest <= 1) return;
  const { start, end, parent, count } = connectedRuns(disparity, width);
  const size = new Int32Array(count);
  for (let r = 0; r < count; r++) size[rootOf(parent, r)] += end[r] - start[r];
  for (let r = 0; r < count; r++) {
    if (size[rootOf(parent, r)] >= smallest) continue;
    disparity.fill(Number.NaN, start[r], end[r]);
    classes.fill(MATCH_CLASS.peak, start[r], end[r]);
  }
}

function connectedRuns(disparity: Float32Array, width: number): Runs {
  const none = new Int32Array(0);
  const runs: Runs = { start: none, end: none, parent: none, count: 0 };
  let above = 0;
  for (let row = 0; row < disparity.length; row += width) {
    reserve(runs, runs.count + width, disparity.length);
    const first = runs.count;
    appendRow(runs, disparity, row, row + width);
    connectToRowAbove(runs, disparity, width, above, first);
    above = first;
  }
  return runs;
}

function reserve(runs: Runs, count: number, most: number): void {
  if (count <= runs.start.length) return;
  const length = Math.min(most, count + (count >> 1));
  for (const name of ['start', 'end', 'parent'] as const) {
    const grown = new Int32Array(length);
    grown.set(runs[name].subarray(0, runs.count));
    runs[name] = grown;
  }
}

function appendRow(runs: Runs, disparity: Float32Array, from: number, to: number): void {
  const { start, end, parent } = runs;
  let count = runs.count;
  let before = Number.NaN;
  for (let p = from; p < to; p++) {
    const d = disparity[p];
    if (!(Math.abs(d - before) <= STEP)) {
      if (!Number.isNaN(before)) end[count - 1] = p;
      if (!Number.isNaN(d)) {
        start[count] = p;
        parent[count] = count;
        count++;
      }
    }
    before = d;
  }
  if (!Number.isNaN(before)) end[count - 1] = to;
  runs.count = count;
}

/** Joins the runs from `first` on with those of the row above, which begin with run `above`. */
function connectToRowAbove(
  { start, end, parent, count }: Runs,
  disparity: Float32Array,
  width: number,
  above: number,
  first: number,
): void {
  let a = above;
  for (let b = first; b < count; b++) {
    while (a < first && end[a] + width <= start[b]) a++;
    for (let c = a; c < first && start[c] + width < end[b]; c++) {
      const from = Math.max(start[b], start[c] + width);
      const to = Math.min(end[b], end[c] + width);
      if (touches(disparity, width, from, to)) parent[rootOf(parent, b)] = rootOf(parent, c);
    }
  }
}

/** Whether one of the pixels [from, to) is close to the one above it. */
function touches(disparity: Float32Array, width: number, from: number, to: number): boolean {
  for (let p = from; p < to; p++) {
    if (Math.abs(disparity[p] - disparity[p - width]) <= STEP) return true;
  }
  return false;
}

function rootOf(parent: Int32Array, run: number): number {
  let r = run;
  while (parent[r] !== r) {
    parent[r] = parent[parent[r]];
    r = parent[r];
  }
  return r;
}
