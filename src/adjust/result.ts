import type { Model } from './model.js';
import type { Datum } from './observations.js';
import type { Scene } from './scene.js';

/** Kinds of observations, each with a variance component of its own. */
export const GROUPS = ['tie', 'control', 'reference'] as const;
export type Group = (typeof GROUPS)[number];

export interface SceneResult {
  readonly scene: Scene;
  /** `unobserved`: nothing ties the scene to anything; it is left as it is. */
  readonly status: 'adjusted' | 'fixed' | 'unobserved';
  /** The model that its observations carry, and the one asked for. */
  readonly model: Model;
  readonly requested: Model;
  /** Why the model is lower than requested; null when it is not. */
  readonly reason: string | null;
  /**
   * Coefficients of u and v (see `TERMS`), zero where the model has none. Height: ten, metres, added to heights. Plan: three
   * of the correction of x, three of that of y, map units.
   */
  readonly parameters: readonly number[];
  /** Of the parameters, row-major; zero where nothing was estimated. */
  readonly covariance: readonly number[];
}

export interface GroupResult {
  readonly group: Group;
  /** Observations (an observation in plan has two components). */
  readonly count: number;
  readonly rejected: number;
  /** Sum of the redundancy numbers of the components. */
  readonly redundancy: number;
  /** Factor on the a-priori sigmas; 1 when there was too little redundancy to estimate it. */
  readonly scale: number;
  readonly scaled: boolean;
  /** Root mean square of the differences before and after, without the rejected ones; metres or map units. */
  readonly rmsBefore: number;
  readonly rmsAfter: number;
}

export interface ObservationResult {
  readonly id: string;
  readonly group: Group;
  readonly component: 'x' | 'y' | 'h';
  /** Two for a tie, one else. */
  readonly scenes: readonly string[];
  /** Tie: A - B; absolute: scene - known; with the raw and with the corrected coordinates or heights. */
  readonly before: number;
  readonly after: number;
  /** A-posteriori standard deviation of the observation. */
  readonly sigma: number;
  /** 1 full, less beyond the clipping point, 0 rejected. */
  readonly weight: number;
}

/** Plain JSON: everything that later stages and reports need. */
export interface AdjustmentResult {
  readonly quantity: 'height' | 'plan';
  readonly datum: Datum;
  readonly scenes: readonly SceneResult[];
  readonly groups: readonly GroupResult[];
  readonly observations: readonly ObservationResult[];
  /** A-posteriori standard deviation of unit weight against the a-priori sigmas, all groups. */
  readonly sigma0: number;
  /** Dimensions that only the inner constraints fix; 0 unless the datum is free. */
  readonly datumDefect: number;
  readonly warnings: readonly string[];
}
