import type { Window } from '../../core/window.js';
import type { CogSpec } from '../../io/cog/cog-spec.js';
import type { MatchOptions } from '../../stereo/options.js';
import type { PenaltyPair } from '../../stereo/penalty-search.js';
import type { DisparityRange } from '../../stereo/ranges.js';
import type { GreyRule } from '../../stereo/stretch.js';

/** Rows [first, end) of a level. Plain JSON. */
export interface RowsTask {
  readonly first: number;
  readonly end: number;
}

/** What workers that make grey pyramids know. */
export interface GreyShared {
  readonly stage: 'grey';
  readonly views: readonly [left: GreyView, right: GreyView];
  readonly width: number;
  readonly height: number;
  readonly levels: number;
}

export interface GreyView {
  readonly path: string;
  readonly rule: GreyRule;
}

/** What is known about the samples of some rows, left and right. */
export interface GreyValue {
  /** Valid samples. */
  readonly valid: readonly [number, number];
  /** Whether samples are missing. */
  readonly masked: readonly [boolean, boolean];
  /** Least and greatest grey value among them; 255 and 0 where there are none. */
  readonly least: readonly [number, number];
  readonly greatest: readonly [number, number];
  /** Whether both views hold the same samples here. */
  readonly same: boolean;
}

/** A finished part of the pyramids: all levels of the rows [first, end) of the full size. */
export interface GreyPart extends RowsTask {
  readonly path: string;
  /** Whether the part holds masks behind the samples, left and right. */
  readonly masked: readonly [boolean, boolean];
}

/** A finished part of the disparities of a level. */
export interface DisparityPart extends RowsTask {
  readonly path: string;
}

/** What workers that match a level know. */
export interface MatchShared {
  readonly stage: 'match';
  readonly level: number;
  readonly width: number;
  readonly height: number;
  /** Of the pyramids. */
  readonly levels: number;
  readonly grey: readonly GreyPart[];
  readonly range: DisparityRange | { readonly coarser: readonly DisparityPart[]; readonly search: number };
  readonly options: MatchOptions;
  readonly backend: 'wasm' | 'reference' | 'webgpu';
  /** Of the products; null at levels that are not the finest. */
  readonly specs: Readonly<Record<ProductName, CogSpec | null>> | null;
}

export type ProductName = 'disparity' | 'classes' | 'confidence';

export const PRODUCTS: readonly ProductName[] = ['disparity', 'classes', 'confidence'];

/** Where in the artifact the tiles of a product lie, and how many pixels are in every class. */
export interface MatchValue {
  readonly matched: number;
  /** By the number of the class. */
  readonly classes: readonly number[];
  readonly trees: readonly {
    readonly product: ProductName;
    readonly offset: number;
    readonly length: number;
  }[];
}

/** What workers that try options on a part of the pair know. */
export interface TrialShared {
  readonly stage: 'trial';
  readonly grey: readonly GreyPart[];
  readonly width: number;
  readonly height: number;
  readonly levels: number;
  /** The part. */
  readonly window: Window;
  readonly range: DisparityRange;
  readonly search: number;
  readonly options: MatchOptions;
  /** Disparities known for the whole pair; null where completeness decides. */
  readonly reference: string | null;
  readonly backend: 'wasm' | 'reference' | 'webgpu';
}

export type TrialTask = PenaltyPair | { readonly threshold: number };

/** Completeness, or the root mean square difference from the reference; null without a match. */
export interface TrialValue {
  readonly score: number | null;
}

/** What the worker that correlates the whole pair knows. */
export interface NccShared {
  readonly stage: 'ncc';
  readonly grey: readonly GreyPart[];
  readonly width: number;
  readonly height: number;
  readonly range: DisparityRange;
  readonly search: number;
  readonly threshold: number;
  readonly specs: Readonly<Record<ProductName, CogSpec | null>>;
}
