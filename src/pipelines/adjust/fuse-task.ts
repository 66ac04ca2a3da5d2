import type { Scene } from '../../adjust/scene.js';
import type { GeoTransform } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { BlendOptions } from '../../mosaic/options.js';
import type { SeamHistogram } from '../../mosaic/seams.js';
import type { BlockScene } from './block.js';

/** One scene with its corrections, in canonical (content hash) order. */
export interface FusedScene extends Omit<BlockScene, 'id'> {
  /** Correction in plan: from raw to corrected map coordinates. */
  readonly move: GeoTransform;
  /** Height correction: normalisation and ten coefficients. */
  readonly scene: Pick<Scene, 'centre' | 'halfSize'>;
  readonly coefficients: readonly number[];
  /** Position among the scenes as the user listed them, from 0. */
  readonly order: number;
  /** Number of its orbit, from 0. */
  readonly orbit: number;
  /** Output pixels that it can touch. */
  readonly footprint: Window;
}

/** Everything besides the scenes' samples that decides the mosaic. */
export interface FuseTask {
  readonly grid: Grid;
  readonly scenes: readonly FusedScene[];
  readonly blend: BlendOptions;
  readonly fusion: 'all' | 'stripes';
  readonly resampling: ResampleMethod;
  readonly pixelSize: { readonly x: number; readonly y: number };
  /** Whether to measure the seams that the scenes show when they are pasted, as given and corrected. */
  readonly compareSeams: boolean;
}

export interface FuseValue {
  readonly seams: SeamHistogram;
  /** Of the pasted scenes; empty when not asked for. */
  readonly given: SeamHistogram;
  readonly corrected: SeamHistogram;
  readonly valid: number;
}
