import type { WindowSource } from '../resample/resample-window.js';
import { chipDifference } from './chip-difference.js';
import type { MatchOptions, TieCandidate, TieMatch } from './match-ties.js';

/**
 * Height differences at nominal positions: for scenes without enough common texture to be tied in plan, which can still be tied
 * in height (as TanDEM-X does). Mean and spread are over the chip's pixels that both scenes have; a chip of which less than half
 * is left is `nodata`. Positions are equal in A and B, their standard errors NaN.
 */
export async function matchHeights(
  a: WindowSource,
  b: WindowSource,
  candidates: readonly TieCandidate[],
  { chip }: Pick<MatchOptions, 'chip'>,
  signal: AbortSignal,
): Promise<TieMatch[]> {
  const ties: TieMatch[] = [];
  const half = (chip - 1) / 2;
  for (const { id, col, row } of candidates) {
    const window = { col: col - half, row: row - half, width: chip, height: chip };
    const [{ data: area }, { data: own }] = await Promise.all([
      a.readRaster(window, { signal }),
      b.readRaster(window, { signal }),
    ]);
    const { hA, mean, sigma, count } = chipDifference(area, own, chip, 0, 0, 0);
    const present = 2 * count >= chip * chip;
    ties.push({
      id,
      status: present ? 'nominal' : 'nodata',
      colB: col + 0.5,
      rowB: row + 0.5,
      colA: col + 0.5,
      rowA: row + 0.5,
      sigmaCol: Number.NaN,
      sigmaRow: Number.NaN,
      hA,
      hB: own[(chip * chip - 1) / 2]!,
      meanDh: present ? mean : Number.NaN,
      sigma: present ? sigma : Number.NaN,
      ambiguity: Number.NaN,
      relief: Number.NaN,
      texture: Number.NaN,
    });
  }
  return ties;
}
