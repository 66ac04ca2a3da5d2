import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';

/** Widths this close to a whole number of pixels, or to 360 degrees in pixels, are taken for it. */
const TOLERANCE = 1e-4;

/** Whether a grid of longitudes and latitudes goes once round the body, so that its last column is beside its first. */
export function isRound({ crs, transform: [a, b, , d], width }: Grid): boolean {
  return crs.kind === 'geographic' && b === 0 && d === 0 && Math.abs(width - 360 / Math.abs(a)) <= TOLERANCE;
}

/** A part of a window, and how many columns further east the same place lies in the longitudes of the source. */
export interface RoundPiece {
  readonly window: Window;
  readonly shift: number;
}

/**
 * Cuts a window where the longitudes of a source that goes round begin again, so that each piece can be read from the source by
 * itself. One piece that stays where it is for other sources, and for targets of which no whole number of pixels makes a turn.
 */
export function roundPieces(source: Grid, target: Grid, window: Window): RoundPiece[] {
  const [a, b, , d] = target.transform;
  const period = Math.round(360 / a);
  const isWhole = a > 0 && Math.abs(period - 360 / a) <= TOLERANCE;
  if (!isRound(source) || target.crs.kind !== 'geographic' || b !== 0 || d !== 0 || !isWhole) {
    return [{ window, shift: 0 }];
  }
  const west = Math.min(toMap(source.transform, 0, 0)[0], toMap(source.transform, source.width, 0)[0]);
  // First column whose centre is not west of the source.
  const first = Math.ceil((west - target.transform[2]) / a - 0.5 - TOLERANCE);
  const end = window.col + window.width;
  const pieces: RoundPiece[] = [];
  for (let col = window.col; col < end; ) {
    const turn = Math.floor((col - first) / period);
    const next = Math.min(end, first + (turn + 1) * period);
    pieces.push({ window: { ...window, col, width: next - col }, shift: -turn * period });
    col = next;
  }
  return pieces;
}
