import type { Rng } from '../../../core/rng.js';
import type { SampleSource } from '../../../nn/train/sample-source.js';
import { chenSample, chenShapes, flippedSample, type TargetScale } from './chen-sample.js';
import { type ChenTile, PAPER_TILE, type TileSize } from './tile.js';

/** Where tiles come from, in metres and grey values. */
export interface TileReader {
  readonly count: number;
  /** Of the tiles; the paper's when absent. */
  readonly size?: TileSize;
  /** Tile `index`, finite everywhere; `rng` and `epoch` as in {@link SampleSource.read}. */
  read(index: number, rng: Rng | null, epoch: number | null): ChenTile | Promise<ChenTile>;
  close?(): Promise<void>;
}

export interface TileSourceOptions {
  readonly target: TargetScale;
  /** Mirror the tiles differently in every epoch; never those for validation. */
  readonly augment: boolean;
}

/** Normalised samples of tiles: fields `image`, `coarse` and `height`, each [1, height, width]. */
export function createTileSource(reader: TileReader, { target, augment }: TileSourceOptions): SampleSource {
  const { count, size = PAPER_TILE } = reader;
  return {
    count,
    shapes: { ...chenShapes(size) },
    async read(index, rng, epoch) {
      const sample = chenSample(await reader.read(index, rng, epoch), target);
      return { ...(rng !== null && augment ? flippedSample(sample, size.width, rng) : sample) };
    },
    ...(reader.close === undefined ? {} : { close: () => reader.close!() }),
  };
}
