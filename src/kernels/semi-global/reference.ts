import { checkConsistency, NO_MATCH } from './check.js';

export type SemiGlobalInputs = {
  /** Census strings of both images, two words per pixel. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** 0 where an image has no sample, per pixel; empty when it has samples everywhere. Nothing is searched for a left pixel without. */
  readonly leftValid: Uint8Array;
  readonly rightValid: Uint8Array;
  /**
   * First disparity and number of disparities: one element for all pixels of the left image, or one per cell of 2 x 2 of them, rows
   * first. A number of 0 leaves the cell out.
   */
  readonly low: Int32Array;
  readonly count: Int32Array;
  /** What P2 depends on, per pixel of the left image; empty when P2 is constant. */
  readonly guide: Uint8Array;
  /** 256 values of P2: by the guide at p or, with `contrast`, by the difference of the guides at p and p - r. */
  readonly penalty: Int32Array;
};

/** What is searched, and the penalties. */
export type Search = Omit<SemiGlobalInputs, 'left' | 'right'>;

export type SemiGlobalOutputs = {
  /** Winner and its parabola, columns; NaN where there are no disparities, and where the right view disagrees. */
  readonly disparity: Float32Array;
  /** {@link MATCH_CLASS}, from the same sums seen from both images; never `peak`. */
  readonly classes: Uint8Array;
  /** `1 - S1 / S2`: S1 the winner's sum, S2 the least among disparities that are not its neighbours; 0 without such. */
  readonly distinctness: Float32Array;
  /** Difference between the left and the right disparity in columns, up to 255; 255 without a partner. */
  readonly difference: Uint8Array;
  /** Number of disparities, not neighbours of the winner, whose sum is at most `S1 + floor(S1 / 8)`; up to 255. */
  readonly ambiguity: Uint8Array;
};

export interface SemiGlobalParams {
  readonly width: number;
  readonly height: number;
  /** The cell of row y is in row `(y + cellOffset) >> 1` of the cells; 0 or 1. */
  readonly cellOffset: number;
  /** Bits of a string: the cost of a disparity that leads out of the right image. */
  readonly bits: number;
  readonly paths: 4 | 8 | 16;
  /** Cost of one differing bit. */
  readonly factor: number;
  readonly p1: number;
  /** P2 is looked up by the difference of the guides along the path, not by the guide. */
  readonly contrast: boolean;
  /** Greatest difference of the left and the right disparity of a match, columns. */
  readonly tolerance: number;
}

/** Directions r of half of the paths, as columns and rows; the other half runs the opposite way. */
const HALF_PATHS: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
  [2, 1],
  [1, 2],
  [-1, 2],
  [-2, 1],
];

/**
 * Semi-global matching (Hirschmüller 2008) with a range of disparities per pixel, equations 2 and 3 of Wang et al. (2022). A left pixel (x, y)
 * with disparity d is the right pixel (x + d, y). Along every path r
 *
 * `L(p, d) = C(p, d) + B - min_k L(p - r, k)` with, inside of the range of p - r,
 * `B = min( L(p - r, d), L(p - r, d - 1) + P1, L(p - r, d + 1) + P1, min_k L(p - r, k) + P2 )`, and above (below) it
 * `B = L(p - r, dmax(p - r)) + P2` (dmin). A path begins with L = C at the edge of the image and behind a pixel without
 * disparities. L saturates at `floor(65535 / paths)`, so that sums fit 16 bits. Equal sums: the least disparity wins.
 */
export function reference(
  inputs: SemiGlobalInputs,
  outputs: SemiGlobalOutputs,
  params: SemiGlobalParams,
): void {
  const { low, count } = rangesOfPixels(inputs, params);
  const volume = createVolume(inputs, low, count, params);
  const sums = new Int32Array(volume.costs.length);
  for (const [dx, dy] of HALF_PATHS.slice(0, params.paths / 2)) {
    aggregate(volume, inputs, params, dx, dy, sums);
    aggregate(volume, inputs, params, -dx, -dy, sums);
  }
  pickLeft(volume, sums, outputs);
  const right = pickRight(volume, sums, params.width);
  const views = { ...params, disparity: outputs.disparity, right, rightValid: inputs.rightValid, low, count };
  checkConsistency(views, outputs, params.tolerance);
}

/** Ranges of all pixels; none without a sample. */
function rangesOfPixels(
  { low, count, leftValid }: SemiGlobalInputs,
  { width, height, cellOffset }: SemiGlobalParams,
): { readonly low: Int32Array; readonly count: Int32Array } {
  const ranges = { low: new Int32Array(width * height), count: new Int32Array(width * height) };
  for (let p = 0; p < width * height; p++) {
    const [x, y] = [p % width, Math.floor(p / width)];
    const cell = low.length === 1 ? 0 : ((y + cellOffset) >> 1) * ((width + 1) >> 1) + (x >> 1);
    ranges.low[p] = low[cell];
    ranges.count[p] = leftValid.length > 0 && leftValid[p] === 0 ? 0 : count[cell];
  }
  return ranges;
}

/** Costs of all pixels' disparities one after the other; pixel p's begin at `start[p]`. */
interface Volume {
  readonly low: Int32Array;
  readonly count: Int32Array;
  readonly start: Float64Array;
  readonly costs: Int32Array;
}

function createVolume(
  inputs: SemiGlobalInputs,
  low: Int32Array,
  count: Int32Array,
  params: SemiGlobalParams,
): Volume {
  const { width, height, bits, factor } = params;
  const length = width * height;
  const start = new Float64Array(length + 1);
  for (let p = 0; p < length; p++) start[p + 1] = start[p] + count[p];
  const costs = new Int32Array(start[length]);
  for (let p = 0; p < length; p++) {
    const x = p % width;
    for (let k = 0; k < count[p]; k++) {
      const other = x + low[p] + k;
      const outside = other < 0 || other >= width;
      costs[start[p] + k] = factor * (outside ? bits : hamming(inputs, p, p - x + other));
    }
  }
  return { low, count, start, costs };
}

function hamming({ left, right }: SemiGlobalInputs, p: number, q: number): number {
  return ones(left[2 * p] ^ right[2 * q]) + ones(left[2 * p + 1] ^ right[2 * q + 1]);
}

function ones(word: number): number {
  let count = 0;
  for (let w = word; w !== 0; w &= w - 1) count++;
  return count;
}

function aggregate(
  { low, count, start, costs }: Volume,
  { guide, penalty }: SemiGlobalInputs,
  { width, height, paths, p1, contrast }: SemiGlobalParams,
  dx: number,
  dy: number,
  sums: Int32Array,
): void {
  const cap = Math.floor(65535 / paths);
  const path = new Int32Array(costs.length);
  const forward = dy > 0 || (dy === 0 && dx > 0);
  for (let i = 0; i < width * height; i++) {
    const p = forward ? i : width * height - 1 - i;
    const [x, y] = [(p % width) - dx, Math.floor(p / width) - dy];
    const q = y * width + x;
    const begins = x < 0 || x >= width || y < 0 || y >= height || count[q] === 0;
    const before = begins ? [] : path.subarray(start[q], start[q + 1]);
    const least = begins ? 0 : Math.min(...before);
    const p2 = guide.length === 0 ? penalty[0] : penalty[contrast ? Math.abs(guide[p] - guide[q]) : guide[p]];
    for (let k = 0; k < count[p]; k++) {
      let best = 0;
      if (!begins) {
        const j = low[p] + k - low[q];
        if (j < 0) best = before[0] + p2;
        else if (j >= before.length) best = before[before.length - 1] + p2;
        else {
          best = Math.min(before[j], least + p2);
          if (j > 0) best = Math.min(best, before[j - 1] + p1);
          if (j + 1 < before.length) best = Math.min(best, before[j + 1] + p1);
        }
      }
      const value = Math.min(cap, costs[start[p] + k] + best - least);
      path[start[p] + k] = value;
      sums[start[p] + k] += value;
    }
  }
}

function pickLeft({ low, count, start }: Volume, sums: Int32Array, outputs: SemiGlobalOutputs): void {
  for (let p = 0; p < low.length; p++) {
    const own = sums.subarray(start[p], start[p] + count[p]);
    const least = Math.min(...own);
    const k = own.indexOf(least);
    const others = own.filter((_, j) => Math.abs(j - k) > 1);
    const second = Math.min(...others);
    outputs.disparity[p] = count[p] === 0 ? Number.NaN : low[p] + k + parabola(own, k);
    outputs.distinctness[p] = others.length === 0 || second === 0 ? 0 : (second - least) / second;
    outputs.ambiguity[p] = Math.min(255, others.filter((sum) => sum <= least + (least >> 3)).length);
  }
}

/** Vertex of the parabola through three sums, relative to the middle one. */
function parabola(own: Int32Array, k: number): number {
  if (k === 0 || k + 1 === own.length) return 0;
  const [a, b, c] = [own[k - 1], own[k], own[k + 1]];
  const bend = a + c - 2 * b;
  return bend > 0 ? (a - c) / (2 * bend) : 0;
}

function pickRight({ low, count, start }: Volume, sums: Int32Array, width: number): Int32Array {
  const best = new Float64Array(low.length).fill(Number.POSITIVE_INFINITY);
  const right = new Int32Array(low.length).fill(NO_MATCH);
  for (let p = 0; p < low.length; p++) {
    for (let k = 0; k < count[p]; k++) {
      const d = low[p] + k;
      const x = (p % width) + d;
      if (x < 0 || x >= width) continue;
      const sum = sums[start[p] + k];
      // Later left pixels end here with smaller disparities.
      if (sum > best[p + d]) continue;
      best[p + d] = sum;
      right[p + d] = d;
    }
  }
  return right;
}
