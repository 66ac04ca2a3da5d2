import type { GroundSlope } from '../../adjust/observations.js';
import type { GeoTransform } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { HeightShift } from '../../product/height-shift.js';
import type { BlockScene } from './block.js';

/** What every worker of the observation jobs knows. Plain JSON. */
export interface ObservationShared {
  readonly scenes: readonly BlockScene[];
  readonly reference: readonly {
    readonly path: string;
    readonly grid: Grid;
    /** Conversion of its heights to the block's vertical datum; null when they agree, or do not matter. */
    readonly shift: HeightShift | null;
  }[];
  readonly backend: 'wasm' | 'reference' | 'webgpu';
  readonly chip: number;
  readonly search: number;
  /** Of the heights of a scene, standard deviation in metres. */
  readonly noise: number;
  readonly seed: number;
  /** Diameter of a control point's footprint, metres. */
  readonly footprint: number;
  /** Of the heights of the reference, metres. */
  readonly referenceSigma: number;
}

/** A position in map coordinates. */
export interface PlacedPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** Places of one scene on the reference DEM: coarse shift, then chips. */
export interface ReferenceMatchTask {
  readonly kind: 'reference-matches';
  readonly scene: number;
}

/** Tie points of one overlap. */
export interface TieTask {
  readonly kind: 'ties';
  readonly a: number;
  readonly b: number;
  /** Centres of the chips in scene B, raw map coordinates. */
  readonly points: readonly PlacedPoint[];
  /** To add to raw positions of B to find them in A, roughly; map units. */
  readonly shift: readonly [x: number, y: number];
}

/** Height differences of one overlap at corrected positions. */
export interface HeightTieTask {
  readonly kind: 'height-ties';
  readonly a: number;
  readonly b: number;
  /** Corrected map coordinates. */
  readonly points: readonly PlacedPoint[];
  /** Side of the compared areas, pixels; odd. */
  readonly chip: number;
  readonly planA: GeoTransform;
  readonly planB: GeoTransform;
}

/** Heights of one scene at control points. */
export interface ControlTask {
  readonly kind: 'control';
  readonly scene: number;
  readonly points: readonly PlacedPoint[];
  readonly plan: GeoTransform;
}

/** Heights of one scene against the reference. */
export interface ReferenceHeightTask {
  readonly kind: 'reference-heights';
  readonly scene: number;
  readonly plan: GeoTransform;
}

export type ObservationTask =
  | ReferenceMatchTask
  | TieTask
  | HeightTieTask
  | ControlTask
  | ReferenceHeightTask;

/** A matched position of a scene on the reference; raw and known map coordinates of the scene's CRS. */
export interface ReferenceMatch {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly knownX: number;
  readonly knownY: number;
  readonly sigmaX: number;
  readonly sigmaY: number;
}

export interface ReferenceMatches {
  readonly found: boolean;
  /** Coarse shift, to add to raw positions; map units. Zero when not found. */
  readonly shift: readonly [x: number, y: number];
  readonly correlation: number | null;
  readonly matches: readonly ReferenceMatch[];
}

/** Raw positions of an overlap's ties as `TieRecord`s whose unknown numbers are null. */
export interface OverlapTies {
  readonly ties: readonly Readonly<Record<string, string | number | null>>[];
  readonly kept: number;
  /** Pixels of the common grid; null without an affine. */
  readonly rmse: number | null;
  /** Size of those pixels, map units. */
  readonly pixel: number;
}

/** Mean height difference of a chip. Corrected map position of its centre of gravity. */
export interface HeightTie {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** B minus A, metres. */
  readonly dh: number;
  readonly sigma: number;
  /** Of the ground that was compared. */
  readonly slope: GroundSlope;
}

/** A scene's height at a control point. */
export interface ControlHeight {
  readonly index: number;
  /** At the corrected position, and as the scene is given; metres, null where missing. */
  readonly h: number | null;
  readonly raw: number | null;
  /** Standard error of the mean over the footprint, metres. */
  readonly sigma: number;
  readonly slope: GroundSlope;
  readonly slopeDeg: number;
}

export interface ReferenceHeight {
  readonly id: string;
  /** Corrected map position. */
  readonly x: number;
  readonly y: number;
  readonly h: number;
  readonly known: number;
  readonly sigma: number;
  readonly slope: GroundSlope;
}
