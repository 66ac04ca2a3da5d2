import type { Window } from '../../core/window.js';
import type { TieCandidate } from '../../match/match-ties.js';
import type { PatchPlace } from '../../match/refine-pair.js';

/** Where the refinement of an overlap compares both scenes. */
export interface TiePatches {
  readonly patches: readonly PatchPlace[];
  /** Pixels; odd. */
  readonly side: number;
}

/** Chips across an overlap below which one chip's position says too little about how the displacement changes across it. */
const FEW_ACROSS = 3;

/** Patches that lie side by side in an overlap, at most. */
const MOST = 400;

/**
 * The chips themselves where they stand apart; else patches side by side all over the overlap, since chips that share pixels share
 * their errors. In a narrow overlap the patches have about half a chip's side: one position per chip forgets what its parts say
 * about rotation and scale, and there little else says it.
 *
 * @param overlap what both scenes' grids share, pixels of the common grid
 */
export function tiePatches(
  name: string,
  candidates: readonly TieCandidate[],
  chip: number,
  overlap: Window,
): TiePatches {
  const across = Math.min(overlap.width, overlap.height);
  const narrow = across < FEW_ACROSS * chip;
  const crowded = candidates.length * chip * chip > overlap.width * overlap.height;
  if (!narrow && !crowded) return { patches: candidates, side: chip };
  // The gradients need a pixel more on every side.
  const count = Math.max(1, Math.round(((narrow ? 2 : 1) * (across - 2)) / chip));
  const side = 2 * Math.floor((across - 2) / count / 2 - 0.5) + 1;
  const most = Math.max(count, Math.floor(MOST / count));
  const columns = centres(overlap.col, overlap.width, side, most);
  const rows = centres(overlap.row, overlap.height, side, most);
  const patches = rows.flatMap((row, r) => columns.map((col, c) => ({ id: `${name} ${r}/${c}`, col, row })));
  return { patches, side };
}

/** Centre pixels of at most `most` squares, evenly from end to end. */
function centres(first: number, length: number, side: number, most: number): number[] {
  const free = length - 2 - side;
  const count = Math.max(1, Math.min(most, Math.floor((length - 2) / side)));
  const step = count > 1 ? free / (count - 1) : 0;
  const start = count > 1 ? 0 : free / 2;
  return Array.from({ length: count }, (_, i) => first + 1 + (side - 1) / 2 + Math.round(start + i * step));
}
