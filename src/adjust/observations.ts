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
  readonly share?: Share;
  /** Of the ground where the heights were compared. */
  readonly slope?: GroundSlope;
}

/**
 * Part of its weight that an observation keeps where others repeat its noise, 0 to 1; 1 when absent. Where n scenes show one place, all
 * pairs of them tied there say as much as n - 1 independent ties: each keeps 2/n. Compared with one known height or position there, whose
 * noise outweighs theirs, they say as much as one of them: each keeps 1/n.
 */
export type Share = number;

/** Change of height per map unit east and north: what an error of position does to a height. */
export type GroundSlope = readonly [east: number, north: number];

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
  readonly share?: Share;
  /** Of the ground. */
  readonly slope?: GroundSlope;
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
  readonly share?: Share;
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
