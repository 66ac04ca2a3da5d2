import { CuestaError } from '../core/errors.js';
import { type CoveredArea, coveredCentres, covers } from './footprint.js';

export interface TieGridOptions {
  /** Distance between tie points along the overlap, map units; overlaps shorter than twice this still get three rows. */
  readonly spacing: number;
  /** Columns across the overlap, at least three: ties on one line leave affine and cubic terms across it undetermined. */
  readonly columns: number;
  /** Share of the overlap's width that the columns span around its centre line, 0 to 1: quality falls towards the edges. */
  readonly spread: number;
  /** Map units around a tie point that must be covered too, at least half a chip. */
  readonly margin: number;
}

/** Spans 60 % of the width. */
export const TIE_GRID_SPREAD = 0.6;

/** A planned tie point in map coordinates. */
export interface GridPoint {
  readonly x: number;
  readonly y: number;
  /** Place in the grid: along the overlap, and across it. */
  readonly row: number;
  readonly column: number;
}

/**
 * Uniform positions around the centre line of an overlap: rows at equal distances along its longer axis, in each row
 * `columns` positions that divide the covered width there evenly. Positions too near to the rim or to a hole are left out.
 *
 * @throws `config` for less than three columns
 */
export function tieGrid(overlap: CoveredArea, options: TieGridOptions): GridPoint[] {
  const { spacing, columns, spread, margin } = options;
  if (!(columns >= 3)) {
    throw new CuestaError(
      'config',
      `Tie points need at least three columns across an overlap, not ${columns}.`,
    );
  }
  const centres = coveredCentres(overlap);
  const axis = longerAxis(centres);
  const { from, to } = extentAlong(centres, axis);
  const rows = Math.max(3, Math.floor((to - from) / spacing));
  const points: GridPoint[] = [];
  for (let row = 0; row < rows; row++) {
    const along = from + ((row + 0.5) / rows) * (to - from);
    const width = widthAt(centres, axis, along, overlap.lattice.cell);
    if (width === null) continue;
    for (let column = 0; column < columns; column++) {
      const share = ((2 * column) / (columns - 1) - 1) * spread;
      const across = (width.from + width.to) / 2 + (share * (width.to - width.from)) / 2;
      const x = axis.x * along - axis.y * across;
      const y = axis.y * along + axis.x * across;
      if (isInterior(overlap, x, y, margin)) points.push({ x, y, row, column });
    }
  }
  return points;
}

/** Unit vector. */
interface Axis {
  readonly x: number;
  readonly y: number;
}

interface Extent {
  readonly from: number;
  readonly to: number;
}

/** Principal axis of the covered cells. */
function longerAxis(centres: Float64Array): Axis {
  const n = centres.length / 2;
  let [mx, my, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < centres.length; i += 2) {
    mx += centres[i] / n;
    my += centres[i + 1] / n;
  }
  for (let i = 0; i < centres.length; i += 2) {
    const [dx, dy] = [centres[i] - mx, centres[i + 1] - my];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

function extentAlong(centres: Float64Array, { x, y }: Axis): Extent {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < centres.length; i += 2) {
    const along = x * centres[i] + y * centres[i + 1];
    from = Math.min(from, along);
    to = Math.max(to, along);
  }
  return { from, to };
}

/** Extent across the axis of the cells near a place along it; null where there are none. */
function widthAt(centres: Float64Array, { x, y }: Axis, along: number, cell: number): Extent | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < centres.length; i += 2) {
    if (Math.abs(x * centres[i] + y * centres[i + 1] - along) > cell) continue;
    const across = x * centres[i + 1] - y * centres[i];
    from = Math.min(from, across);
    to = Math.max(to, across);
  }
  return from <= to ? { from, to } : null;
}

/** Whether the square of half side `margin` around a point is covered, by a lattice of points at most a cell apart. */
function isInterior(overlap: CoveredArea, x: number, y: number, margin: number): boolean {
  const steps = Math.max(1, Math.ceil(margin / overlap.lattice.cell));
  for (let j = -steps; j <= steps; j++) {
    for (let i = -steps; i <= steps; i++) {
      if (!covers(overlap, x + (i / steps) * margin, y + (j / steps) * margin)) return false;
    }
  }
  return true;
}
