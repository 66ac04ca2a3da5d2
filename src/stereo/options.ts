import type { Penalty } from './penalty.js';

export const CENSUS_WINDOWS = { '9x7': [9, 7], '7x7': [7, 7], '5x5': [5, 5] } as const;

/** How two views are matched. Penalties are in bits of Hamming distance times `factor`. */
export interface MatchOptions {
  readonly window: keyof typeof CENSUS_WINDOWS;
  readonly paths: 4 | 8 | 16;
  /** Cost of one differing bit. */
  readonly factor: number;
  readonly p1: number;
  readonly penalty: Penalty;
  /** Greatest difference of the left and the right disparity, columns. */
  readonly tolerance: number;
  /** Patches of fewer pixels are removed; 0 keeps all. */
  readonly smallestSegment: number;
  readonly median: boolean;
}

/** Values of `cuesta disparity` for photographs; the fastest path of the kernel takes them. */
export const DEFAULT_MATCH: MatchOptions = {
  window: '9x7',
  paths: 8,
  factor: 1,
  p1: 10,
  penalty: { kind: 'const', p2: 60 },
  tolerance: 1,
  smallestSegment: 60,
  median: true,
};
