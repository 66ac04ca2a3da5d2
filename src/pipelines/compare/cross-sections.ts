import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import { metresPerUnit } from '../../geo/ground-size.js';
import { bilinear } from '../../terrain/bilinear.js';

type Point = readonly [x: number, y: number];

/** A straight line in map coordinates. */
export interface SectionLine {
  readonly name: string;
  readonly from: Point;
  readonly to: Point;
}

/** Heights along a line, at equal distances, ends included; NaN where missing. */
export interface CrossSection extends SectionLine {
  /** From the start, metres on the ground. */
  readonly distance: Float64Array;
  readonly tested: Float32Array;
  readonly reference: Float32Array;
  /** tested - reference. */
  readonly dh: Float32Array;
}

/** Reads heights on the compared grid. */
export type ReadHeights = (window: Window) => Promise<Float32Array>;

const MOST_SAMPLES = 1000;
/** Side of the windows that are read for a line, pixels. */
const PIECE = 512;

/**
 * Where the profiles run: from `from` to `to` when the user says so, otherwise along the row and the column through the middle of
 * what was compared, so that they cross data and not the holes around it.
 */
export function sectionLines(
  grid: Grid,
  middle: { readonly col: number; readonly row: number },
  wanted: readonly [number, number, number, number] | undefined,
): SectionLine[] {
  if (wanted !== undefined) {
    const [x1, y1, x2, y2] = wanted;
    return [{ name: 'Profile', from: [x1, y1], to: [x2, y2] }];
  }
  const at = (col: number, row: number): Point => toMap(grid.transform, col, row);
  const [col, row] = [Math.floor(middle.col) + 0.5, Math.floor(middle.row) + 0.5];
  return [
    { name: 'West–east', from: at(0.5, row), to: at(grid.width - 0.5, row) },
    { name: 'North–south', from: at(col, 0.5), to: at(col, grid.height - 0.5) },
  ];
}

/**
 * Samples both DEMs along a line, bilinear between the pixels of the compared grid: every pixel of a short line, a thousand places on a
 * long one. Windows of at most 512 pixels are read.
 */
export async function sampleSection(
  line: SectionLine,
  grid: Grid,
  readTested: ReadHeights,
  readReference: ReadHeights,
): Promise<CrossSection> {
  const { cols, rows, distance } = samplePlaces(line, grid);
  const count = cols.length;
  const tested = new Float32Array(count);
  const reference = new Float32Array(count);
  for (let start = 0; start < count; ) {
    const { end, window } = nextPiece(cols, rows, start);
    const [t, r] = [await readTested(window), await readReference(window)];
    const size = { width: window.width, height: window.height };
    for (let i = start; i < end; i++) {
      const [col, row] = [cols[i] - window.col, rows[i] - window.row];
      tested[i] = bilinear({ ...size, data: t }, col, row);
      reference[i] = bilinear({ ...size, data: r }, col, row);
    }
    start = end;
  }
  return { ...line, distance, tested, reference, dh: tested.map((h, i) => h - reference[i]) };
}

function samplePlaces(
  { from, to }: SectionLine,
  grid: Grid,
): { cols: Float64Array; rows: Float64Array; distance: Float64Array } {
  const [a, , c, , e, f] = grid.transform;
  const start = [(from[0] - c) / a, (from[1] - f) / e] as const;
  const end = [(to[0] - c) / a, (to[1] - f) / e] as const;
  const pixels = Math.max(Math.abs(end[0] - start[0]), Math.abs(end[1] - start[1]));
  const count = Math.min(MOST_SAMPLES, Math.max(2, Math.ceil(pixels - 1e-6) + 1));
  const perUnit = metresPerUnit(grid, (from[1] + to[1]) / 2);
  const length = Math.hypot((to[0] - from[0]) * perUnit.x, (to[1] - from[1]) * perUnit.y);
  const along = (first: number, last: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => {
      // Ends and pixel centres are met exactly, where bilinear sampling needs no neighbour.
      const place = first + ((last - first) * i) / (count - 1);
      const nearest = Math.round(place * 2) / 2;
      return Math.abs(place - nearest) < 1e-6 ? nearest : place;
    });
  return { cols: along(start[0], end[0]), rows: along(start[1], end[1]), distance: along(0, length) };
}

/** The longest run of places from `start` on that fits a window. */
function nextPiece(cols: Float64Array, rows: Float64Array, start: number): { end: number; window: Window } {
  let [left, right, top, bottom] = [cols[start], cols[start], rows[start], rows[start]];
  let end = start + 1;
  for (; end < cols.length; end++) {
    const [l, r] = [Math.min(left, cols[end]), Math.max(right, cols[end])];
    const [t, b] = [Math.min(top, rows[end]), Math.max(bottom, rows[end])];
    if (r - l > PIECE || b - t > PIECE) break;
    [left, right, top, bottom] = [l, r, t, b];
  }
  const [col, row] = [Math.floor(left - 0.5), Math.floor(top - 0.5)];
  const [width, height] = [Math.ceil(right + 0.5) - col, Math.ceil(bottom + 0.5) - row];
  return { end, window: { col, row, width, height } };
}
