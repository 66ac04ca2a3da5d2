import type { Penalty } from './penalty.js';

/** P1 and P2 in the unit of the costs. */
export interface PenaltyPair {
  readonly p1: number;
  readonly p2: number;
}

export interface PenaltyTrial extends PenaltyPair {
  /** Share of the left image's samples that get a disparity. */
  readonly completeness: number;
}

export interface PenaltySearch {
  readonly best: PenaltyTrial;
  /** All that were tried, in the order of the grids. */
  readonly trials: readonly PenaltyTrial[];
}

/** Steps of the coarse and the fine grid, as Wang et al. (2022) state them in section 3.3. */
const COARSE = { p1: 20, p2: 100 };
const FINE = { p1: 10, p2: 50 };

/** The coarse grid of the paper: P1 from 10 to 200, P2 from 50 to 1500, P2 above P1. */
export function coarsePenalties(): PenaltyPair[] {
  return grid({ p1: 10, p2: 50 }, { p1: 200, p2: 1500 }, COARSE);
}

/** The fine grid: one coarse step around a pair. */
function finePenalties({ p1, p2 }: PenaltyPair): PenaltyPair[] {
  const from = { p1: Math.max(0, p1 - COARSE.p1), p2: Math.max(FINE.p2, p2 - COARSE.p2) };
  return grid(from, { p1: p1 + COARSE.p1, p2: p2 + COARSE.p2 }, FINE);
}

function grid(from: PenaltyPair, to: PenaltyPair, step: PenaltyPair): PenaltyPair[] {
  const pairs: PenaltyPair[] = [];
  for (let p1 = from.p1; p1 <= to.p1; p1 += step.p1) {
    for (let p2 = from.p2; p2 <= to.p2; p2 += step.p2) if (p2 > p1) pairs.push({ p1, p2 });
  }
  return pairs;
}

/**
 * The search of Wang et al. (2022) for the penalties that match most: the coarse grid, then the fine one around its best. `measure` gives
 * the completeness of every pair, in its order; of equal ones the first wins.
 */
export async function searchPenalties(
  measure: (pairs: readonly PenaltyPair[]) => Promise<readonly number[]>,
): Promise<PenaltySearch> {
  const trials: PenaltyTrial[] = [];
  const run = async (pairs: readonly PenaltyPair[]): Promise<PenaltyTrial> => {
    const shares = await measure(pairs);
    trials.push(...pairs.map((pair, i) => ({ ...pair, completeness: shares[i] })));
    return trials.reduce((a, b) => (b.completeness > a.completeness ? b : a));
  };
  const coarse = await run(coarsePenalties());
  const tried = new Set(trials.map(({ p1, p2 }) => `${p1} ${p2}`));
  const best = await run(finePenalties(coarse).filter(({ p1, p2 }) => !tried.has(`${p1} ${p2}`)));
  return { best, trials };
}

/** A penalty with another P2; on edges P1 takes its place, as section 3.3 of the paper has it. */
export function withPenalties(penalty: Penalty, { p1, p2 }: PenaltyPair): Penalty {
  return penalty.kind === 'canny' ? { ...penalty, p2, p2Edge: p1 } : { ...penalty, p2 };
}
