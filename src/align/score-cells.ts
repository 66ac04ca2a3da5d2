import type { Placement } from './placement.js';

/** Cells along each axis of the area, at most. */
const CELLS = 64;

/** Scores (`sum w J r`) of a least-squares problem per cell of the area. */
export interface ScoreCells {
  readonly size: number;
  readonly cols: number;
  readonly rows: number;
  /** Pixels of the surface per cell. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Cell of each point. */
  readonly cellOf: Uint16Array;
  /** `size` planes of `cols x rows`. */
  readonly scores: readonly Float64Array[];
  /** Planes of the normal matrix (`sum J^T J`), its upper triangle row by row. */
  readonly normals: readonly Float64Array[];
  readonly counts: Float64Array;
}

/** Divides the area of the points into cells, none smaller than a pixel of the surface. */
export function createScoreCells(size: number, { col, row }: Pick<Placement, 'col' | 'row'>): ScoreCells {
  const [left, width] = extent(col);
  const [top, height] = extent(row);
  const cols = Math.min(CELLS, Math.max(1, Math.floor(width)));
  const rows = Math.min(CELLS, Math.max(1, Math.floor(height)));
  const along = (v: number, low: number, span: number, cells: number): number =>
    Math.min(cells - 1, Math.max(0, Math.floor(((v - low) / (span || 1)) * cells))) || 0;
  const cellOf = Uint16Array.from(
    col,
    (c, i) => along(row[i]!, top, height, rows) * cols + along(c, left, width, cols),
  );
  const plane = (): Float64Array => new Float64Array(cols * rows);
  return {
    size,
    cols,
    rows,
    cellWidth: width / cols,
    cellHeight: height / rows,
    cellOf,
    scores: Array.from({ length: size }, plane),
    normals: Array.from({ length: (size * (size + 1)) / 2 }, plane),
    counts: plane(),
  };
}

/** Adds a row `j` of the problem with its residual. */
export function addScore(cells: ScoreCells, i: number, j: Float64Array, r: number): void {
  const { size, scores, normals, counts, cellOf } = cells;
  const cell = cellOf[i]!;
  for (let a = 0, k = 0; a < size; a++) {
    const ja = j[a]!;
    scores[a]![cell]! += ja * r;
    for (let b = a; b < size; b++) normals[k++]![cell]! += ja * j[b]!;
  }
  counts[cell]!++;
}

/** Gives one unknown other scores than those of the least squares, for all points. */
export function replaceScores(
  { scores, cellOf }: ScoreCells,
  unknown: number,
  score: (i: number) => number,
): void {
  const plane = scores[unknown]!;
  plane.fill(0);
  for (let i = 0; i < cellOf.length; i++) plane[cellOf[i]!]! += score(i);
}

function extent(values: Float64Array): [low: number, span: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low <= high ? [low, high - low] : [0, 0];
}
