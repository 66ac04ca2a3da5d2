import { hash32 } from '../core/rng.js';
import type { Window } from '../core/window.js';
import { forEachRun, type Layer } from './layer.js';

/** One input, resampled onto the output grid. Contributors are passed around in canonical (content hash) order. */
export interface Contributor {
  /** Heights, row-major; missing samples, and everything beyond the input's raster, are NaN. */
  readonly heights: Float32Array;
  /** Position among the inputs as the user listed them, from 0; at most 65534. Unique in a tile. */
  readonly order: number;
  /**
   * The part of the tile with its halo that the planes cover, from its upper left pixel; all of it when absent. Nothing
   * is valid beyond it, and its own rim is missing wherever it lies inside.
   */
  readonly box?: Window;
  /** Multiplies the weight in a blend. Pixels without a positive, finite weight do not contribute. */
  readonly weight?: Float32Array;
  /** Standard error of the heights, metres: in a blend the weight is multiplied by 1 / s^2. Pixels without one do not contribute. */
  readonly standardError?: Float32Array;
  /** 1 where the pixel lies in the input's raster, valid or not. Needed for {@link BlendOptions.atBorders} `false` and nodata that spreads. */
  readonly inside?: Uint8Array;
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

/** What is wanted besides heights, sources and counts. */
export interface Wanted {
  /** Spread between the contributors. */
  readonly sigma: boolean;
  /** Standard error, propagated from those of the contributors, all of which need one. */
  readonly uncertainty: boolean;
  /** Share of this contributor (its `order`); null for none. */
  readonly weightOf: number | null;
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
  /**
   * Standard error of the height, metres, with the contributors' errors taken for independent:
   * `sqrt(sum (w s)^2) / sum w`. NaN where nothing contributes; null when not asked for.
   */
  readonly uncertainty: Float32Array | null;
  /** Share of the chosen contributor in the height, 0 to 1; NaN where nothing contributes; null when not asked for. */
  readonly weight: Float32Array | null;
}

/** Planes of a combination to be filled in: nothing contributes anywhere. */
export function emptyCombined(length: number, { sigma, uncertainty, weightOf }: Wanted): Combined {
  const missing = () => new Float32Array(length).fill(Number.NaN);
  return {
    heights: missing(),
    source: new Uint16Array(length),
    sigma: sigma ? missing() : null,
    uncertainty: uncertainty ? missing() : null,
    weight: weightOf === null ? null : missing(),
  };
}

export function coverage(layers: readonly Layer[], width: number, height: number): Coverage {
  const count = new Uint16Array(width * height);
  const sets = new Int32Array(width * height);
  for (const { heights, box, order } of layers) {
    const code = hash32(order + 1);
    forEachRun(box, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) {
        if (!Number.isNaN(heights[from + k])) {
          count[at + k]++;
          sets[at + k] ^= code;
        }
      }
    });
  }
  return { count, sets };
}

export function hasValid(heights: Float32Array): boolean {
  for (let i = 0; i < heights.length; i++) {
    if (!Number.isNaN(heights[i])) return true;
  }
  return false;
}
