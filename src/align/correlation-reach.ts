import type { ScoreCells } from './score-cells.js';

/** Lags in cells up to which errors are correlated. */
export interface CorrelationReach {
  readonly cols: number;
  readonly rows: number;
  /** Whether the search ended at the largest lag that the area allows. */
  readonly isBound: boolean;
}

/** Lags in a row that must be insignificant. */
const QUIET = 3;
/** Largest reach in parts of the area. */
const MOST = 6;

/**
 * The smallest lag after which the correlogram of the cells' scores stays within `2 sqrt(log10(n) / n)` for three lags (Politis 2003,
 * adaptive bandwidth choice), along columns and rows, the longest of all parameters; at least one cell. A correlogram is a
 * variogram turned over: with this reach, its sill is reached.
 */
export function correlationReach({ scores, counts, cols, rows }: ScoreCells): CorrelationReach {
  const along = (length: number, lines: number, stride: number): { lag: number; isBound: boolean } => {
    const most = Math.max(1, Math.floor(length / MOST));
    let lag = 1;
    for (const plane of scores) {
      const own = reachOf(plane, counts, { length, lines, stride, most });
      lag = Math.max(lag, own);
    }
    return { lag: Math.min(lag, most), isBound: lag > most };
  };
  const [c, r] = [along(cols, rows, 1), along(rows, cols, cols)];
  return { cols: c.lag, rows: r.lag, isBound: c.isBound || r.isBound };
}

interface Lines {
  readonly length: number;
  readonly lines: number;
  readonly stride: number;
  readonly most: number;
}

/** Lag at which the correlation of one score ends; `most + 1` when it does not. */
function reachOf(plane: Float64Array, counts: Float64Array, lines: Lines): number {
  let quiet = 0;
  for (let lag = 1; lag <= lines.most + QUIET && lag < lines.length; lag++) {
    const { correlation, pairs } = correlationAt(plane, counts, lines, lag);
    quiet = Math.abs(correlation) > 2 * Math.sqrt(Math.log10(pairs + 1) / (pairs + 1)) ? 0 : quiet + 1;
    if (quiet === QUIET) return Math.max(1, lag - QUIET);
  }
  return lines.most + 1;
}

/** Correlation between filled cells `lag` apart along the lines. */
function correlationAt(
  plane: Float64Array,
  counts: Float64Array,
  { length, lines, stride }: Lines,
  lag: number,
): { readonly correlation: number; readonly pairs: number } {
  const lineStride = stride === 1 ? length : 1;
  let [products, squares, pairs] = [0, 0, 0];
  for (let line = 0; line < lines; line++) {
    for (let k = lag; k < length; k++) {
      const at = line * lineStride + k * stride;
      const before = at - lag * stride;
      if (counts[at] === 0 || counts[before] === 0) continue;
      products += plane[at]! * plane[before]!;
      squares += (plane[at]! ** 2 + plane[before]! ** 2) / 2;
      pairs++;
    }
  }
  return { correlation: squares > 0 ? products / squares : 0, pairs };
}
