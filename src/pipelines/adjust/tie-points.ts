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

/** Part of a chip's side that two chips of a row lie apart at least: those that share pixels say the same. */
const APART = 0.7;

/** Planned positions of an overlap's ties: around its centre line, as far across it as whole chips fit. */
export function tiePoints(
  { a, b, area, covered }: Overlap,
  pixel: number,
  { chip, columns, spacing, spread }: TiePointOptions,
): PlacedPoint[] {
  const side = (chip + 2) * pixel;
  const length = Math.max(covered.window.width, covered.window.height) * covered.lattice.cell;
  const points = tieGrid(covered, {
    spacing: Math.min(spacing * pixel, length / FEWEST_ROWS),
    columns,
    spread: Math.min(spread, Math.max(0, 1 - (side * length) / area)),
    margin: side / 2,
  });
  return distinct(points, side).map(({ x, y, row, column }) => ({ id: `${a} ${b} ${row}-${column}`, x, y }));
}

function distinct(points: readonly GridPoint[], side: number): GridPoint[] {
  const kept: GridPoint[] = [];
  for (const point of points) {
    const near = (other: GridPoint): boolean =>
      other.row === point.row && Math.hypot(other.x - point.x, other.y - point.y) < APART * side;
    if (!kept.some(near)) kept.push(point);
  }
  return kept;
}
