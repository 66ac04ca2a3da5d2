import type { Window } from '../../../core/window.js';
import type { Shape } from '../../graph/shape.js';

/** Samples of one input over a tile: channels x rows x columns, missing ones NaN. */
export interface TileSamples {
  readonly name: string;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A tile as the network takes it, without the batch axis, and the way back. */
export interface EncodedTile {
  readonly tensors: Readonly<Record<string, { readonly shape: Shape; readonly data: Float32Array }>>;
  /** From the network's numbers to the output's unit; may change its argument. */
  decode(prediction: Float32Array): Float32Array;
}

/** What happens to a tile before and after the network: normalisation, and what takes the place of missing samples. */
export interface TileCodec {
  encode(samples: readonly TileSamples[], window: Window): EncodedTile;
}
