import type { Compute } from '../../core/kernel.js';
import { CHIP_LIMITS } from '../../match/chip-texture.js';
import { completePlaces } from '../../match/complete-places.js';
import { matchTies, type TieCandidate, type TieMatch } from '../../match/match-ties.js';
import { type PairScreening, SCREENING, screenPair } from '../../match/screen-pair.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { ObservationShared } from './adjust-task.js';

/** What the search of an overlap's chips found. */
export interface Search {
  readonly matches: readonly TieMatch[];
  readonly screening: PairScreening;
}

/** Smallest chip that is tried, pixels. */
const LEAST_CHIP = 15;

/**
 * Searches the chips of B in A and screens what was found. Chips on voids are moved aside by up to half their side. Where they
 * do not agree, chips of half the side are tried: among many voids, and in an overlap so narrow that chips reach its end before that
 * of the search range, few large ones are left.
 */
export async function searchChips(
  a: WindowSource,
  b: WindowSource,
  candidates: readonly TieCandidate[],
  options: Pick<ObservationShared, 'chip' | 'search' | 'noise' | 'seed'>,
  compute: Compute,
  signal: AbortSignal,
): Promise<Search> {
  const { chip } = options;
  const first = await searchSide(a, b, candidates, options, compute, signal);
  const half = 2 * Math.floor(chip / 4) + 1;
  if (first.screening.affine !== null || half < LEAST_CHIP) return first;
  const second = await searchSide(a, b, candidates, { ...options, chip: half }, compute, signal);
  return second.screening.affine === null ? first : second;
}

async function searchSide(
  a: WindowSource,
  b: WindowSource,
  candidates: readonly TieCandidate[],
  { chip, search, noise, seed }: Pick<ObservationShared, 'chip' | 'search' | 'noise' | 'seed'>,
  compute: Compute,
  signal: AbortSignal,
): Promise<Search> {
  const options = {
    ...CHIP_LIMITS,
    ...{ noise: Math.SQRT2 * noise, chip, radius: search, apart: 'plane' as const },
  };
  const planned = await matchTies(a, b, candidates, options, compute, signal);
  const incomplete = candidates.filter((_, i) => planned[i]!.status === 'nodata');
  const aside = await completePlaces(b, incomplete, chip, Math.floor(chip / 2), signal);
  const again = await matchTies(a, b, aside, options, compute, signal);
  const better = new Map(again.map((match) => [match.id, match]));
  const matches = planned.map((match) => better.get(match.id) ?? match);
  return { matches, screening: screenPair(matches, { ...SCREENING, seed }) };
}
