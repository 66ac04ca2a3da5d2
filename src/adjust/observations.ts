/**
 * One ground feature seen in two scenes. Map coordinates are raw (uncorrected), heights metres; sigmas are one standard
 * deviation of the difference between the two scenes, noise of both included.
 */
export interface TieObservation {
  readonly id: string;
  readonly sceneA: string;
  readonly sceneB: string;
  readonly xA: number;
  readonly yA: number;
  readonly xB: number;
  readonly yB: number;
  /** Standard deviations of the relative position, map units; null for a tie that was not matched in plan. */
  readonly sigmaX: number | null;
  readonly sigmaY: number | null;
  /** Height of B minus height of A, metres; null when not measured. */
  readonly dh: number | null;
  /** Metres; null together with `dh`. */
  readonly sigmaH: number | null;
}

/** What an absolute observation comes from: surveyed or laser points, or a (weak) reference DEM. */
export type AbsoluteKind = 'control' | 'reference';

/** A scene's height against a known one at a raw map position. */
export interface HeightControl {
  readonly id: string;
  readonly kind: AbsoluteKind;
  readonly scene: string;
  readonly x: number;
  readonly y: number;
  /** Of the scene, averaged over the footprint of the point; metres. */
  readonly h: number;
  /** Known height in the scenes' vertical datum, metres. */
  readonly known: number;
  /** Standard deviation of `known - h`: the point's and the scene's noise together; metres. */
  readonly sigma: number;
}

/** A scene's raw map position against a known one. */
export interface PlanControl {
  readonly id: string;
  readonly kind: AbsoluteKind;
  readonly scene: string;
  readonly x: number;
  readonly y: number;
  readonly knownX: number;
  readonly knownY: number;
  /** Standard deviations of the difference, map units. */
  readonly sigmaX: number;
  readonly sigmaY: number;
}

/** What fixes the block as a whole. */
export type Datum =
  /** Control points, and reference observations if there are any. */
  | { readonly kind: 'control' }
  /** A reference DEM, and control points if there are any. */
  | { readonly kind: 'reference' }
  /** Scenes that keep their coordinates. */
  | { readonly kind: 'fixed'; readonly scenes: readonly string[] }
  /** Nothing: the corrections of least mean square (inner constraints). */
  | { readonly kind: 'free' };
