import type { Crs } from '../core/crs.js';
import type { Grid } from '../core/georef.js';
import type { SceneCorrection } from './stripe-error.js';
import { edgeness, type StripeFootprint } from './stripe-footprint.js';
import type { Terrain } from './terrain.js';

/** Overlapping InSAR scenes along several orbits. Lengths in map units, which are metres. */
export interface StripesOptions {
  readonly seed: number;
  /** Projected, in metres. */
  readonly crs: Crs;
  /** Middle of the block. */
  readonly centre: readonly [x: number, y: number];
  readonly orbits: number;
  /** Per orbit. */
  readonly scenes: number;
  /** Pixels of a scene's grid. */
  readonly width: number;
  readonly height: number;
  readonly pixel: number;
  /** Shared part of neighbouring footprints, along and across the orbits, 0 to 1. */
  readonly overlap: number;
  /** Largest error of position, pixels. */
  readonly planErrorPx: number;
  /** Root mean square error of the heights in metres: position, polynomial and noise together. */
  readonly heightRmse: number;
  /** Part of every scene that is spoiled, in patches; 0 when absent. */
  readonly spoiled?: number;
}

export interface StripeScene {
  /** `orbit2-scene1`. */
  readonly name: string;
  /** From 1, west to east; scenes of an orbit from 1, south to north. */
  readonly orbit: number;
  readonly index: number;
  readonly seed: number;
  readonly grid: Grid;
  readonly footprint: StripeFootprint;
  /** Part of its pixels in spoiled patches. */
  readonly spoiled: number;
  /** The truth that an adjustment has to find. */
  readonly correction: SceneCorrection;
}

export interface Stripes {
  readonly options: StripesOptions;
  readonly terrain: Terrain;
  readonly scenes: readonly StripeScene[];
  /** Covers all scenes, on the pixel lattice that they share. */
  readonly grid: Grid;
}

/** A scene whose errors are not drawn yet. */
export type PlacedScene = Omit<StripeScene, 'correction'>;

/** Whether a scene has samples at a map position, voids apart. */
export function covers({ footprint }: PlacedScene, x: number, y: number): boolean {
  return edgeness(footprint, x, y) <= 1;
}
