import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import type { Vector3 } from '../../geo/geodetic.js';
import type { HeightShift } from '../../product/height-shift.js';
import type { SpeckleFilter } from '../../sar/image/read-amplitude.js';
import type { MatchOptions } from '../../stereo/options.js';

/** Heights that the images are projected onto. */
export type SurfaceTask =
  | { readonly kind: 'level'; readonly height: number }
  | { readonly kind: 'dem'; readonly path: string; readonly grid: Grid; readonly shift: HeightShift | null };

/** One image of a pair. */
export interface ImageTask {
  readonly path: string;
  readonly polarisation: string | null;
  readonly filter: SpeckleFilter;
  /** Amplitudes that become black and white. */
  readonly grey: readonly [low: number, high: number];
  /** Standard deviations of a time (s) and slant range (m) where disparities are good to one column. */
  readonly sigmaTime: number;
  readonly sigmaRange: number;
}

export interface PairTask {
  readonly left: ImageTask;
  readonly right: ImageTask;
  /** Epipolar grid: rows along the parallax. */
  readonly grid: Grid;
  readonly least: number;
  readonly greatest: number;
  /** A body-fixed point of the scene. */
  readonly start: Vector3;
}

export type MatchingTask =
  | ({ readonly matcher: 'sgm' } & MatchOptions)
  | { readonly matcher: 'ncc'; readonly threshold: number };

/** Everything that the workers of the matching stage share. Plain JSON. */
export interface MatchShared {
  readonly backend: 'wasm' | 'reference' | 'webgpu';
  readonly surface: SurfaceTask;
  readonly pairs: readonly PairTask[];
  readonly matching: MatchingTask;
}

/** A part of the epipolar grid of a pair. */
export interface MatchTask {
  readonly pair: number;
  readonly window: Window;
}

/** What a part says besides its artifact. */
export interface MatchValue {
  /** Cells that the grid of an image covers, and those where it has a signal. */
  readonly seen: readonly [left: number, right: number];
  readonly lit: readonly [left: number, right: number];
  /** Cells with a signal in both, and of these with a disparity. */
  readonly overlap: number;
  readonly matched: number;
  /** Sums over points: squares of the residuals of the range and Doppler equations (m^2), and formal height sigmas (m). */
  readonly residualSquares: number;
  readonly sigmas: number;
  readonly points: number;
  /** Largest error of interpolated image positions, looked pixels. */
  readonly positionError: number;
}

/** A finished part, for the gridding. */
export interface MatchedPart {
  readonly pair: number;
  readonly window: Window;
  /** Null when it has no point. */
  readonly path: string | null;
}

/** Everything besides the matched parts that decides the DSM. Plain JSON. */
export interface GridTask {
  readonly grid: Grid;
  readonly cell: number;
  readonly pairs: readonly { readonly grid: Grid }[];
  readonly parts: readonly MatchedPart[];
  /** Cells by which points may lie away from the cell of the epipolar grid that they were matched at. */
  readonly reach: number;
  /** Longest side of a triangle, cells. */
  readonly longest: number;
  /** From the ellipsoid to the datum of the DSM. */
  readonly shift: HeightShift | null;
}

/** Cells of the DSM by filling class. */
export interface GridValue {
  readonly classes: readonly [none: number, matched: number, gap: number, void_: number];
}
