import { fillFromNeighbours } from './fill-ranges.js';

/** Disparities of all pixels of a level, columns; both ends belong to it. */
export interface DisparityRange {
  readonly least: number;
  readonly greatest: number;
}

/** First disparity and number of disparities per pixel, per cell of 2 x 2, or one element for all. */
export interface PixelRanges {
  readonly low: Int32Array;
  readonly count: Int32Array;
}

/** Disparities found at half the size, rows first. Row y of the finer level lies in row `(y + offset) >> 1` of it. */
export interface CoarserRows {
  readonly width: number;
  readonly disparity: Float32Array;
  readonly offset: number;
}

/** What the coarsest of some levels searches, so that the finest finds `range`. */
export function coarsestRange({ least, greatest }: DisparityRange, levels: number): DisparityRange {
  const top = 2 ** (levels - 1);
  return { least: Math.floor(least / top), greatest: Math.ceil(greatest / top) };
}

/** One range for all pixels of a level; none where `valid` is 0. */
export function commonRanges(
  { least, greatest }: DisparityRange,
  valid: Uint8Array | undefined,
): PixelRanges {
  const count = greatest - least + 1;
  if (valid === undefined) return { low: Int32Array.of(least), count: Int32Array.of(count) };
  return { low: new Int32Array(valid.length).fill(least), count: Int32Array.from(valid, (v) => v * count) };
}

/**
 * Ranges of a level of `height` rows from the coarser one (Wang et al. 2022, section 2.3), whose pixels are cells of 2 x 2 here: twice
 * the disparity, plus and minus `search`. Cells without a disparity take the union of the ranges of their known neighbours, ring by ring
 * from the edge of their hole inwards; nothing is searched where no ring arrives. The first row of cells is that of the level's row 0,
 * which is the cell's first one where `offset` is even.
 */
export function cellRanges(
  { width, disparity, offset }: CoarserRows,
  search: number,
  height: number,
): PixelRanges {
  const ends = { low: new Int32Array(disparity.length), high: new Int32Array(disparity.length) };
  const known = new Uint8Array(disparity.length);
  for (let p = 0; p < disparity.length; p++) {
    const d = disparity[p];
    if (Number.isNaN(d)) continue;
    const centre = Math.round(2 * d);
    known[p] = 1;
    ends.low[p] = centre - search;
    ends.high[p] = centre + search;
  }
  fillFromNeighbours(ends, known, width);
  const from = (offset >> 1) * width;
  const to = (((height - 1 + offset) >> 1) + 1) * width;
  const low = ends.low.subarray(from, to);
  const count = ends.high.subarray(from, to);
  for (let k = 0; k < count.length; k++) count[k] = known[from + k] === 0 ? 0 : count[k] - low[k] + 1;
  return { low, count };
}

/** {@link cellRanges} of every pixel; nothing is searched where `valid` is 0. */
export function refinedRanges(
  coarser: CoarserRows,
  search: number,
  width: number,
  height: number,
  valid: Uint8Array | undefined,
): PixelRanges {
  const cells = cellRanges(coarser, search, height);
  const low = new Int32Array(width * height);
  const count = new Int32Array(width * height);
  for (let y = 0, p = 0; y < height; y++) {
    const row = ((y + (coarser.offset & 1)) >> 1) * coarser.width;
    for (let x = 0; x < width; x++, p++) {
      if (valid !== undefined && valid[p] === 0) continue;
      low[p] = cells.low[row + (x >> 1)];
      count[p] = cells.count[row + (x >> 1)];
    }
  }
  return { low, count };
}
