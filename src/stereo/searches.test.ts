import { describe, expect, it } from 'vitest';
import { coarsePenalties, searchPenalties, withPenalties } from './penalty-search.js';
import { filledError, searchThreshold } from './threshold-search.js';

const { NaN: none } = Number;

describe('searchPenalties', () => {
  it('tries the grids of the paper and finds a maximum between the coarse steps', async () => {
    const asked: number[] = [];
    const { best, trials } = await searchPenalties(async (pairs) => {
      asked.push(pairs.length);
      return pairs.map(({ p1, p2 }) => 1 - ((p1 - 100) / 200) ** 2 - ((p2 - 400) / 1500) ** 2);
    });
    expect(best).toMatchObject({ p1: 100, p2: 400 });
    expect(asked[0]).toBe(coarsePenalties().length);
    expect(trials).toHaveLength(asked[0] + asked[1]);
    expect(trials.every(({ p1, p2 }) => p2 > p1)).toBe(true);
    expect(new Set(trials.map(({ p1, p2 }) => `${p1} ${p2}`)).size).toBe(trials.length);
    expect(coarsePenalties()).toContainEqual({ p1: 190, p2: 1450 });
  });

  it('stays within the range at its corner', async () => {
    const { best } = await searchPenalties(async (pairs) => pairs.map(({ p1, p2 }) => -p1 - p2));
    expect(best).toMatchObject({ p1: 0, p2: 50 });
  });

  it('changes P2, and P2 on edges with P1', () => {
    expect(withPenalties({ kind: 'grey', p2: 60 }, { p1: 5, p2: 90 })).toEqual({ kind: 'grey', p2: 90 });
    const canny = { kind: 'canny', p2: 60, p2Edge: 20, edges: { low: 1, high: 2 } } as const;
    expect(withPenalties(canny, { p1: 5, p2: 90 })).toEqual({ ...canny, p2: 90, p2Edge: 5 });
  });
});

describe('searchThreshold', () => {
  it('finds the least error between the tenths, also when low thresholds match nothing', async () => {
    const { best } = await searchThreshold(async (list) =>
      list.map((t) => (t < 0.15 ? none : Math.abs(t - 0.63))),
    );
    expect(best.threshold).toBeCloseTo(0.625, 9);
  });
});

describe('filledError', () => {
  it('fills gaps linearly and beyond the last match constantly', () => {
    const reference = Float32Array.of(1, 1, 2, 3, 4, 4, 0, 0, 0, 0, 0, 0);
    const disparity = Float32Array.of(none, 1, none, none, 4, none, 2, 2, 2, 2, 2, 2);
    expect(filledError(disparity, reference, 6)).toBeCloseTo(Math.sqrt(24 / 12), 6);
  });

  it('leaves out what the reference lacks, and rows without a match', () => {
    expect(filledError(Float32Array.of(1, none, none, none), Float32Array.of(3, none, 9, 9), 2)).toBe(2);
    expect(filledError(Float32Array.of(none, none), Float32Array.of(3, 3), 2)).toBeNaN();
  });
});
