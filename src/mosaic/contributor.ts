import { hash32 } from '../core/rng.js';

/** One input, resampled onto the output grid. Contributors are passed around in canonical (content hash) order. */
export interface Contributor {
  /** Heights, row-major; missing samples, and everything beyond the input's raster, are NaN. */
  readonly heights: Float32Array;
  /** Position among the inputs as the user listed them, from 0; at most 65534. Unique in a tile. */
  readonly order: number;
}

/** Which contributors are valid where. */
export interface Coverage {
  /** Number of valid contributors. */
  readonly count: Uint16Array;
  /**
   * A code of the set of valid contributors: equal sets have equal codes in every tile; different ones differ but
   * for a chance of 2^-32 (Zobrist hashing).
   */
  readonly sets: Int32Array;
}

/** Mosaic heights with what is known about their origin; all planes cover the same window. */
export interface Combined {
  /** Heights (or what the mode computes); NaN exactly where no contributor is valid. */
  readonly heights: Float32Array;
  /** Whose height it is, or who has the greatest weight: `order + 1`; 0 for none or for all alike. */
  readonly source: Uint16Array;
  /**
   * Weighted standard deviation between contributors, metres; NaN where fewer than two contribute, because a
   * single height says nothing about its spread. Null when not asked for.
   */
  readonly sigma: Float32Array | null;
}

export function coverage(contributors: readonly Contributor[], length: number): Coverage {
  const count = new Uint16Array(length);
  const sets = new Int32Array(length);
  for (const { heights, order } of contributors) {
    const code = hash32(order + 1);
    for (let i = 0; i < length; i++) {
      if (!Number.isNaN(heights[i])) {
        count[i]++;
        sets[i] ^= code;
      }
    }
  }
  return { count, sets };
}

export function hasValid(heights: Float32Array): boolean {
  for (let i = 0; i < heights.length; i++) {
    if (!Number.isNaN(heights[i])) return true;
  }
  return false;
}
