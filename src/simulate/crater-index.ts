import { type Crater, EJECTA_REACH, impact } from './crater.js';

/** Craters of similar size, found by position. */
export interface CraterIndex {
  readonly craters: readonly Crater[];
  /** Ground height at a point after all impacts of this index, in order. */
  apply(x: number, y: number, before: number): number;
}

/**
 * Uniform grid of cells as wide as the farthest reach; every cell lists, in the order of impact, the craters whose
 * ejecta can touch it.
 */
export function indexCraters(craters: readonly Crater[]): CraterIndex {
  if (craters.length === 0) return { craters, apply: (_x, _y, before) => before };
  const reaches = Float64Array.from(craters, (c) => EJECTA_REACH * c.radius);
  const cell = reaches.reduce((a, b) => Math.max(a, b));
  const bounds = boundsOf(craters, reaches);
  const cols = Math.floor((bounds.east - bounds.west) / cell) + 1;
  const rows = Math.floor((bounds.north - bounds.south) / cell) + 1;
  const cellsOf = (i: number): number[] => {
    const { x, y } = craters[i];
    const reach = reaches[i];
    const cells: number[] = [];
    const lastRow = Math.floor((y + reach - bounds.south) / cell);
    const lastCol = Math.floor((x + reach - bounds.west) / cell);
    for (let row = Math.floor((y - reach - bounds.south) / cell); row <= lastRow; row++) {
      for (let col = Math.floor((x - reach - bounds.west) / cell); col <= lastCol; col++) {
        cells.push(row * cols + col);
      }
    }
    return cells;
  };
  const { start, items } = bucket(craters.length, cols * rows, cellsOf);
  const xs = Float64Array.from(craters, (c) => c.x);
  const ys = Float64Array.from(craters, (c) => c.y);
  const squares = reaches.map((r) => r * r);

  const apply = (x: number, y: number, before: number): number => {
    const col = Math.floor((x - bounds.west) / cell);
    const row = Math.floor((y - bounds.south) / cell);
    if (!(col >= 0 && row >= 0 && col < cols && row < rows)) return before;
    const c = row * cols + col;
    let h = before;
    for (let k = start[c]; k < start[c + 1]; k++) {
      const i = items[k];
      const dx = x - xs[i];
      const dy = y - ys[i];
      if (dx * dx + dy * dy < squares[i]) h = impact(craters[i], x, y, h);
    }
    return h;
  };
  return { craters, apply };
}

interface Bounds {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

function boundsOf(craters: readonly Crater[], reaches: Float64Array): Bounds {
  let [west, south] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [east, north] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  craters.forEach(({ x, y }, i) => {
    west = Math.min(west, x - reaches[i]);
    east = Math.max(east, x + reaches[i]);
    south = Math.min(south, y - reaches[i]);
    north = Math.max(north, y + reaches[i]);
  });
  return { west, east, south, north };
}

/** Items per cell in compressed rows: those of cell c are `items[start[c]]` to `items[start[c + 1] - 1]`, rising. */
function bucket(
  itemCount: number,
  cellCount: number,
  cellsOf: (item: number) => readonly number[],
): { start: Int32Array; items: Int32Array } {
  const start = new Int32Array(cellCount + 1);
  for (let i = 0; i < itemCount; i++) for (const c of cellsOf(i)) start[c + 1] += 1;
  for (let c = 0; c < cellCount; c++) start[c + 1] += start[c];
  const next = start.slice(0, cellCount);
  const items = new Int32Array(start[cellCount]);
  for (let i = 0; i < itemCount; i++) for (const c of cellsOf(i)) items[next[c]++] = i;
  return { start, items };
}
