import type { Window } from '../core/window.js';
import type { CogSamples } from '../io/cog/cog-samples.js';
import type { CogSpec } from '../io/cog/cog-spec.js';

/** One output tile to compute. Plain JSON. */
export interface TileTask {
  readonly col: number;
  readonly row: number;
  /** Pixels of the output grid, without halo. */
  readonly window: Window;
}

/** What every worker of a product job knows. Survives a structured clone. */
export interface ProductShared<C> {
  /** One spec per output, by its name. */
  readonly specs: Readonly<Record<string, CogSpec>>;
  /** Tile size = block size * 2^depth. */
  readonly depth: number;
  readonly backend: 'wasm' | 'reference' | 'webgpu';
  /** What the pipeline's own stages need. */
  readonly config: C;
}

/** Samples of one tile, per output one array per band; `value` is plain JSON that reaches the pipeline in tile order. */
export interface TileOutput<V> {
  readonly bands: Readonly<Record<string, readonly CogSamples[]>>;
  readonly value: V;
}

/** What a task leaves in the journal: where in the artifact the tree of each output lies. */
export interface TileValue<V> {
  readonly trees: Readonly<Record<string, { readonly offset: number; readonly length: number }>>;
  readonly value: V;
}
