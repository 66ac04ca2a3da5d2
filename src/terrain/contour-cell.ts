/** A contour's passage through the side of a cell, a side being the straight line between two neighbouring heights. */
export interface Crossing {
  /** Names side and level, the same from the cells on both of its sides. */
  readonly key: string;
  /** 2r for a side along row r of the heights, 2r + 1 for one from row r to row r + 1. */
  readonly line: number;
  /** Position in pixels, corner convention: the heights lie at halves. */
  readonly col: number;
  readonly row: number;
}

/** From crossing to crossing, with the higher ground on the right. */
export type Segment = readonly [from: Crossing, to: Crossing];

/** A cell between four heights: clockwise from the north-west one, whose column and row it has. */
export interface Cell {
  readonly corners: readonly [nw: number, ne: number, se: number, sw: number];
  readonly col: number;
  readonly row: number;
}

/**
 * The contour of one level in a cell (marching squares, Lorensen & Cline 1987, in two dimensions), linear along the
 * sides: nothing, one segment, or two in a saddle, where the mean of the heights decides which corners are connected.
 * A height equal to the level counts as above it. `name` tells levels apart.
 */
export function contourSegments(cell: Cell, level: number, name: number): Segment[] {
  const { corners } = cell;
  const above = corners.map((z) => z >= level);
  // Clockwise around the cell the ground falls below the level at some sides, and rises above it again at as many.
  const falls = SIDES.filter((side) => above[side] && !above[(side + 1) % 4]);
  if (falls.length === 0) return [];
  const [nw, ne, se, sw] = corners;
  const connectsHigh = falls.length === 2 && (nw + ne + se + sw) / 4 >= level;
  return falls.map((side) => {
    // A high corner alone lies between the rise before the fall and the fall; a low one between the fall and the rise after it.
    const step = connectsHigh ? 1 : 3;
    let rise = (side + step) % 4;
    while (above[rise] || !above[(rise + 1) % 4]) rise = (rise + step) % 4;
    return [crossing(cell, side, level, name), crossing(cell, rise, level, name)] as const;
  });
}

const SIDES = [0, 1, 2, 3] as const;

/** Sides: 0 north, 1 east, 2 south, 3 west. Interpolated from the west or north, so that both cells get the same point. */
function crossing(
  { corners: [nw, ne, se, sw], col, row }: Cell,
  side: number,
  level: number,
  name: number,
): Crossing {
  if (side % 2 === 0) {
    const [west, east, at] = side === 0 ? [nw, ne, row] : [sw, se, row + 1];
    const key = `${2 * at} ${col} ${name}`;
    return { key, line: 2 * at, col: col + 0.5 + (level - west) / (east - west), row: at + 0.5 };
  }
  const [north, south, at] = side === 3 ? [nw, sw, col] : [ne, se, col + 1];
  const line = 2 * row + 1;
  return {
    key: `${line} ${at} ${name}`,
    line,
    col: at + 0.5,
    row: row + 0.5 + (level - north) / (south - north),
  };
}
