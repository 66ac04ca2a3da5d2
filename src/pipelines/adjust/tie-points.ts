import type { Overlap } from '../../match/overlap-graph.js';
import { type GridPoint, tieGrid } from '../../match/tie-grid.js';
import type { PlacedPoint } from './adjust-task.js';

export interface TiePointOptions {
  /** Side of the chips, pixels. */
  readonly chip: number;
  readonly columns: number;
  /** Along the overlap, pixels. */
  readonly spacing: number;
  /** Part of the overlap's width that the columns span, where whole chips fit. */
  readonly spread: number;
}

/** Rows of ties that an overlap gets at least, however short it is. */
const FEWEST_ROWS = 12;

/** Part of the chips that has to be free of voids for the others to be left out; else all are planned, and matching moves them aside. */
const LEAST_WHOLE = 0.5;

/** Part of a chip's side that two chips of a row lie apart at least: those that share pixels say the same. */
const APART = 0.7;

/**
 * Planned positions of an overlap's ties: around its centre line, as far across it as whole chips fit. Where fewer columns fit than
 * wanted, rows lie closer together, as long as they share no pixels, so that a narrow overlap gets as many ties.
 */
export function tiePoints(
  { a, b, area, covered }: Overlap,
  pixel: number,
  { chip, columns, spacing, spread }: TiePointOptions,
): PlacedPoint[] {
  const side = (chip + 2) * pixel;
  const length = Math.max(covered.window.width, covered.window.height) * covered.lattice.cell;
  // The outermost cells' centres lie a cell closer together than their edges.
  const free = Math.max(0, 1 - ((side + covered.lattice.cell) * length) / area);
  const fitting = 1 + Math.floor((Math.min(spread, free) * area) / (length * APART * side));
  const closer = Math.max(Math.min(spacing, chip), (spacing * Math.min(fitting, columns)) / columns);
  const gridOf = (margin: number): GridPoint[] =>
    tieGrid(covered, {
      spacing: Math.min(closer * pixel, length / FEWEST_ROWS),
      columns,
      spread: Math.min(spread, free),
      margin,
    });
  const [whole, any] = [gridOf(side / 2), gridOf(covered.lattice.cell / 2)];
  const points = whole.length < LEAST_WHOLE * any.length ? any : whole;
  return distinct(points, side).map(({ x, y, row, column }) => ({ id: `${a} ${b} ${row}-${column}`, x, y }));
}

/** Where one column is left of a row, it is the first and the last in turn: ties on one line would leave the affine open. */
function distinct(points: readonly GridPoint[], side: number): GridPoint[] {
  const kept: GridPoint[] = [];
  const inTurn = points.toSorted(
    (p, q) => p.row - q.row || (p.row % 2 === 0 ? p.column - q.column : q.column - p.column),
  );
  for (const point of inTurn) {
    const near = (other: GridPoint): boolean =>
      other.row === point.row && Math.hypot(other.x - point.x, other.y - point.y) < APART * side;
    if (!kept.some(near)) kept.push(point);
  }
  return kept;
}
